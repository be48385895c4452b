"""The words that offices put above their columns, and what is meant. Pure."""

import re
from collections.abc import Mapping, Sequence

FIELDS = (
    "code", "area", "estate", "building", "entrance", "floor", "door", "address", "name", "phones", "relation", "people_count", "vacant", "needs", "note",
)  # fmt: skip
SEVERAL: Mapping[str, str] = {
    "phones": ";",
    "needs": ";",
    "note": "；",
    "address": "",
}  # fields that columns may share, and what joins them
ALSO = str.maketrans(
    "棟號樓單層門戶電話聯絡繫機數註備標籤類別況齡區鄉鎮圍無狀態關係與", "栋号楼单层门户电话联络系机数注备标签类别况龄区乡镇围无状态关系与"
)  # 繁體 headings
SYNONYMS: Mapping[str, Sequence[str]] = {
    "code": ("编号", "序号", "户编号", "户号编号", "房屋编号", "档案号", "code", "no", "no.", "id", "序"),
    "area": ("社区", "村", "村居", "村社区", "所属社区", "所属村", "行政村", "社区名称", "area", "community"),
    "estate": ("小区", "小区名称", "所在小区", "院落", "小区名", "estate", "小区/院落", "小区院落", "楼盘", "住宅小区", "所属小区"),
    "building": ("楼栋", "楼号", "栋", "幢", "楼", "栋号", "幢号", "座", "楼宇", "楼幢", "楼栋号", "组", "小组", "村民小组", "村民组", "组别", "所在组", "自然村", "building", "block", "楼牌号", "楼座", "楼座号", "屯", "村组", "街巷", "街巷名", "街路巷", "巷", "bldg", "tower", "street"),
    "entrance": ("单元", "单元号", "门洞", "门栋", "梯", "entrance", "unit", "unitno", "unitnumber"),
    "floor": ("楼层", "层", "层数", "所在层", "floor"),
    "door": ("门牌", "房号", "室", "室号", "房间", "房间号", "户号", "房屋号", "门牌号", "门牌号码", "door", "room", "flat", "房间编号", "apt", "apartment", "houseno", "housenumber", "roomno", "flatno"),
    "address": ("地址", "住址", "详细地址", "家庭住址", "家庭地址", "房屋地址", "居住地址", "现住址", "现居住地址", "居住地", "房屋坐落", "坐落", "address"),
    "name": ("户主", "户主姓名", "姓名", "联系人", "业主", "业主姓名", "房主", "户主名", "name", "householder", "产权人", "承租人", "住户", "居民姓名", "residentname", "成员姓名", "家庭成员姓名", "家庭成员", "人员姓名"),
    "relation": ("与户主关系", "与户主的关系", "和户主关系", "和户主的关系", "户主关系", "家庭关系", "关系", "是否户主", "是否为户主", "relation", "relationship", "relationtohead", "relationtohouseholder"),
    "phones": ("联系电话", "电话", "手机", "手机号", "电话号码", "手机号码", "联系方式", "联络电话", "固定电话", "座机", "phone", "phones", "tel", "固话", "phonenumber", "mobile", "telephone"),
    "people_count": ("人口数", "家庭人口", "人数", "人口", "家庭人数", "户人口", "家庭人口数", "居住人数", "常住人口", "people", "people_count", "家庭成员数", "householdsize", "residents"),
    "vacant": ("空置", "是否空置", "空房", "空户", "居住状态", "居住情况", "入住情况", "房屋状态", "房屋使用情况", "vacant", "是否空房", "是否空户", "入住状态", "是否入住", "是否居住", "是否有人居住", "有无人居住", "是否常住", "occupied"),
    "needs": ("标签", "特殊情况", "类别", "人员类别", "重点人群", "特殊人群", "人员标签", "户标签", "户类别", "needs", "tags", "人员类型", "户别", "困难类型", "关爱对象", "specialneeds"),
    "note": ("备注", "说明", "其他", "备注说明", "note", "notes", "remarks", "情况说明", "其他情况", "remark", "comment", "comments"),
}  # fmt: skip
PERSONS = (
    "姓名",
    "居民姓名",
    "residentname",
    "成员姓名",
    "家庭成员姓名",
    "家庭成员",
    "人员姓名",
    "name",
)  # who a line is about, beside 户主
INSIDE: Sequence[tuple[str, str]] = (  # words in longer headings, the more telling first
    ("电话", "phones"), ("手机", "phones"), ("联系方式", "phones"), ("人口", "people_count"), ("人数", "people_count"), ("地址", "address"),
    ("住址", "address"), ("坐落", "address"), ("户主关系", "relation"), ("空置", "vacant"), ("入住情况", "vacant"), ("入住状", "vacant"), ("居住情况", "vacant"), ("居住状", "vacant"), ("人居住", "vacant"),
    ("户主", "name"), ("姓名", "name"), ("标签", "needs"), ("特殊", "needs"),
    ("备注", "note"), ("楼栋", "building"), ("栋号", "building"), ("幢号", "building"), ("楼号", "building"), ("单元", "entrance"),
    ("楼层", "floor"), ("房号", "door"), ("室号", "door"), ("门牌", "door"),
)  # fmt: skip
WHOLE = re.compile("(?:楼|栋|幢|座).*(?:室|房号|房间|户号|门牌)")  # one column for all of it: 楼号-单元-房号
TICKED = re.compile(
    "独居|低保|残疾|高龄|空巢|孤寡|孤老|五保|特困|失能|退役|军属|孕产|留守|重病|慢病|租户|困难|计生"
)  # 是否低保: a column of ticks
LIVED_IN = re.compile("入住|居住|常住|自住|有人|occupied")  # 是否入住: yes is that somebody lives there
UNLIVED = re.compile("空|无人|未|unoccupied")
ASKED = re.compile(r"^(?:是否为|是否是|是否|有无)")
