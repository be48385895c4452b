"""Who plays in the demo, and what they say. All invented."""

import msgspec

AREA = "祥和社区"
CAMPAIGN = "入户大走访"
TIME_ZONE = "Asia/Shanghai"
COORDINATOR = "周静"
STREET_OFFICE = "社区居委会"


class Team(msgspec.Struct, frozen=True):
    name: str
    leader: str
    volunteers: tuple[str, ...]
    buildings: tuple[str, ...]


TEAMS = (
    Team("第一队", "李建国", ("王秀兰", "陈晓明", "赵雪"), tuple(f"{number}号楼" for number in range(1, 9))),
    Team("第二队", "孙志强", ("刘洋", "黄丽", "吴磊"), ("9号楼", "10号楼")),
)

NOTES = {
    "met": (
        "家里情况正常，愿意接受走访",
        "老人精神很好，子女每周回来",
        "租户，合同到年底",
        "孩子放学后才有人",
        "想了解社区食堂怎么办卡",
        "说楼道灯晚上不亮",
        "邻居帮忙照看，留了儿子电话",
    ),
    "not_home": ("门口有快递，应该有人住", "对门说晚上九点后回来", "敲门没有回应"),
    "call_back": ("正在做饭，约晚上再来", "要等家里人回来一起谈", "刚下夜班，改天再来"),
    "refused": ("说不方便，没有开门", "表示不需要走访"),
    "moved": ("邻居说上个月搬走了", "新住户说原户主已搬走"),
    "vacant": ("门上积灰，水电表不走", "物业说一直空着"),
    "inaccessible": ("单元门禁坏了，进不去", "楼道在维修，上不去"),
}


class Ask(msgspec.Struct, frozen=True):
    """A request of a household, and what became of it: events of the office, each with its words."""

    category: str
    urgency: str
    text: str
    events: tuple[tuple[str, str | None], ...] = ()


ANSWERED = ("answered", "灯已更换，请住户看看晚上是否还会灭")
ASKS = (
    Ask(
        "facilities",
        "normal",
        "三楼到四楼的楼道灯坏了半个月，晚上看不清台阶",
        (("triaged", None), ("in_progress", "物业明天上门"), ANSWERED),
    ),
    Ask("facilities", "soon", "厨房下水道反水，物业来过一次没修好", (("triaged", None), ("assigned", "转给物业维修组"))),
    Ask("welfare", "urgent", "独居老人降压药快吃完了，腿脚不便下不了楼", (("triaged", None), ("in_progress", "网格员今天陪同取药"))),
    Ask("environment", "normal", "楼下垃圾桶满了常常两天不清，夏天味道大"),
    Ask("safety", "soon", "电动车在楼道里充电，堵着消防通道", (("triaged", None),)),
    Ask("neighbours", "normal", "楼上半夜拖桌椅，沟通过一次没有用"),
    Ask(
        "facilities",
        "normal",
        "单元门的闭门器坏了，关门声音很大",
        (("triaged", None), ("answered", "闭门器已换新"), ("satisfied", "住户说好了")),
    ),
    Ask("welfare", "normal", "想给老人申请助餐，不知道需要什么材料", (("answered", "材料清单已发到家属手机"),)),
    Ask("safety", "urgent", "阳台外墙瓷砖松动，下面是人行道", (("triaged", None), ("assigned", "转给街道安全办"))),
    Ask("environment", "normal", "绿化带里有人丢狗粪，希望立个牌子"),
    Ask("other", "normal", "希望周末也开放社区图书室"),
    Ask("neighbours", "soon", "隔壁长期把鞋柜放在公共过道", (("triaged", None),)),
    Ask("facilities", "soon", "电梯到九楼会顿一下，老人不敢坐", (("triaged", None), ("in_progress", "维保单位周四检修"))),
    Ask("other", "normal", "孩子暑期想参加社区的书法班", (("answered", "暑期班七月报名"), ("satisfied", "已帮忙登记"))),
)

WISH = "女儿来电，母亲手术后静养，半年内请不要上门"
RESIDENT_WISH = "本人不愿再谈此事，请与其儿子联系"
RELATIONS = ("户主", "配偶", "父亲", "母亲", "儿子", "女儿", "租户")
RESIDENT_NEEDS = {
    "高龄": 1938,
    "独居老人": 1944,
    "空巢老人": 1947,
    "残疾": 1961,
    "孕产妇": 1995,
    "退役军人": 1957,
    "低保": 1965,
    "租户": 1992,
}
