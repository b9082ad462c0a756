from codi_desktop.thai.address import format_address


def test_an_address_stands_in_official_order_and_breaks_between_parts_only() -> None:
    written = format_address(
        postcode=18150, province="สระบุรี", amphoe="วิหารแดง", tambon="เจริญธรรม", road="สุวรรณศร", soi="3 แยก 1",
        village="หนองสรวง", moo=6, house_number="45/1 ก",
    )  # fmt: skip
    assert written.split(" ") == [
        "บ้านเลขที่\u00a045/1\u00a0ก",
        "หมู่ที่\u00a06",
        "บ้านหนองสรวง",
        "ซอย\u00a03\u00a0แยก\u00a01",
        "ถนนสุวรรณศร",
        "ตำบลเจริญธรรม",
        "อำเภอวิหารแดง",
        "จังหวัดสระบุรี",
        "18150",
    ]


def test_a_short_address_fits_a_list() -> None:
    written = format_address(
        house_number="45",
        moo="6",
        tambon="เจริญธรรม",
        amphoe="วิหารแดง",
        province="สระบุรี",
        postcode="18150",
        style="short",
    )
    assert written == "45 ม.6 ต.เจริญธรรม อ.วิหารแดง จ.สระบุรี 18150"


def test_bangkok_has_khwaeng_and_khet_and_no_word_for_province() -> None:
    written = format_address(house_number="1", tambon="พระบรมมหาราชวัง", amphoe="เขตพระนคร", province="กรุงเทพมหานคร")
    assert written == "บ้านเลขที่\u00a01 แขวงพระบรมมหาราชวัง เขตพระนคร กรุงเทพมหานคร"
    assert format_address(amphoe="พระนคร", province="กทม.", style="short") == "เขตพระนคร กทม."


def test_what_is_empty_is_left_out() -> None:
    assert format_address() == ""
    assert format_address(house_number="-", moo=None, soi=" ", tambon="เจริญธรรม") == "ตำบลเจริญธรรม"


def test_a_label_that_came_with_the_name_is_not_written_twice() -> None:
    written = format_address(
        moo="หมู่ 6", village="บ้านหนองสรวง", tambon="ตำบลเจริญธรรม", amphoe="อ.วิหารแดง", province="จ.สระบุรี"
    )
    assert written == "หมู่ที่\u00a06 บ้านหนองสรวง ตำบลเจริญธรรม อำเภอวิหารแดง จังหวัดสระบุรี"
    assert format_address(amphoe="กิ่งอำเภอสุขใจ", province="สระบุรี") == "กิ่งอำเภอสุขใจ จังหวัดสระบุรี"
