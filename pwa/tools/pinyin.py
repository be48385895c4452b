"""Write src/store/pinyin-table.ts: the readings of the Chinese characters that names are written with, without tones.

Run `python tools/pinyin.py` with pypinyin 0.55 installed. Characters: GB 2312, and the commoner level of Big5.
"""

from collections import defaultdict
from pathlib import Path

from pypinyin import Style, pinyin
from pypinyin.contrib.tone_convert import to_normal

TARGET = Path(__file__).parent.parent / "src" / "store" / "pinyin-table.ts"
HEAD = "/* Written by tools/pinyin.py: change that, not this. Each line is a reading and the characters that have it. */\n"


def decodable(first: range, second: list[int], encoding: str) -> set[str]:
    codes = (bytes([high, low]) for high in first for low in second)
    texts = (code.decode(encoding, errors="ignore") for code in codes)
    return {text for text in texts if len(text) == 1 and "\u4e00" <= text <= "\u9fff"}


def characters() -> set[str]:
    simplified = decodable(range(0xB0, 0xF8), list(range(0xA1, 0xFF)), "gb2312")
    traditional = decodable(range(0xA4, 0xC7), [*range(0x40, 0x7F), *range(0xA1, 0xFF)], "big5")
    return simplified | traditional


def readings(character: str) -> set[str]:
    found = pinyin(character, style=Style.TONE, heteronym=True)[0]
    plain = {to_normal(one, v_to_u=False).replace("ü", "v") for one in found}
    return {one for one in plain if one.isascii() and one.isalpha()}


def main() -> None:
    lines: defaultdict[str, list[str]] = defaultdict(list)
    for character in sorted(characters()):
        for reading in readings(character):
            lines[reading].append(character)
    table = "\\n".join(reading + "".join(lines[reading]) for reading in sorted(lines))
    TARGET.write_text(f"{HEAD}export const pinyinTable =\n  '{table}';\n", encoding="utf-8")


if __name__ == "__main__":
    main()
