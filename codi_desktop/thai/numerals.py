"""Thai and Arabic digits, and whole numbers in Thai words."""

_TO_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_TO_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")

_DIGITS = ("", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
_PLACES = ("", "สิบ", "ร้อย", "พัน", "หมื่น", "แสน")
_MILLION = 10**6


def to_thai_digits(text: str) -> str:
    """Write every digit of `text` as ๐ to ๙."""
    return text.translate(_TO_THAI)


def to_arabic_digits(text: str) -> str:
    """Write every digit of `text` as 0 to 9."""
    return text.translate(_TO_ARABIC)


def number_text(number: int) -> str:
    """Say a whole number in Thai, as in 21 → ยี่สิบเอ็ด."""
    if number < 0:
        return "ลบ" + number_text(-number)
    if number == 0:
        return "ศูนย์"
    millions, rest = divmod(number, _MILLION)
    said = number_text(millions) + "ล้าน" if millions else ""
    return said + _below_a_million(rest, follows=bool(millions))


def _below_a_million(number: int, *, follows: bool) -> str:
    digits = str(number)
    said = ""
    for place, digit in zip(range(len(digits) - 1, -1, -1), map(int, digits), strict=True):
        if digit == 0:
            continue
        if place == 1 and digit <= 2:
            said += ("สิบ", "ยี่สิบ")[digit - 1]
        elif place == 0 and digit == 1 and (follows or len(digits) > 1):
            said += "เอ็ด"
        else:
            said += _DIGITS[digit] + _PLACES[place]
    return said
