"""Texts as hard to show as any a reader may meet, for property tests."""

from hypothesis import strategies as st

ASCII = "abcXYZ .,'-"
WIDE = "漢字かな한국，。"
COMBINING = "e\u0301\u0323 a\u0308 \u0e01\u0e33 \u0915\u094d\u0937\u093f"
EMOJI = "👩\u200d👩\u200d👧 👍🏽 🏴\U000e0067\U000e0062\U000e007f 🇩🇪🇫🇷 ☺\ufe0f 1\ufe0f\u20e3"
SCRIPTS = "हिन्दी।தமிழ்ខ្មែរ។မြန်မာ။ประเทศไทยລາວབོད་།שָׁלוֹם،مَرحبا؟١٢「」。、！"
BLANK = " \t\xa0\u1680\u2002\u2007\u202f\u3000\u2028\u2029"
CONTROL = "\x00\x07\x0b\x0c\x1b\x1f\x7f\x80\x85\x9b\x9d\xad"
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
ZERO = "\u200b\u200c\u200d\u2060\ufeff\u0301\ufe0f\ufe0e\U000e0001"
LINE_ENDS = "\n"
PLACED = ASCII + WIDE + COMBINING + SCRIPTS + EMOJI + BLANK + CONTROL + BIDI + ZERO + LINE_ENDS

PIECES = st.one_of(
    st.text(alphabet=ASCII + LINE_ENDS, min_size=1, max_size=30),
    st.text(alphabet=PLACED, min_size=1, max_size=8),
    st.sampled_from(
        (
            "👩\u200d👩\u200d👧\u200d👦",
            "👍🏽",
            "🇩🇪🇫🇷🇬",
            "e\u0301",
            "\u0915\u094d\u0937\u093f",
            "각",
            "漢字かな交じり文",
            "「漢字、かな。」と言った！",
            "नमस्ते दुनिया। ",
            "ខ្មែរ\u200bកម្ពុជា។ ",
            "ประเทศไทย ",
            "שָׁלוֹם, 12 مرحبا؟ ",
            "a\ttab\tb",
            "10\xa0000\u202f€",
            "\x1b]0;title\x07",
            "\u202eabc\u202c",
            "line\u2028separator\x85next\x0bvt\x0cff",
            "Donaudampfschiffahrtsgesellschaftskapitän",
            " " * 17,
            "\n\n\n",
            "\t\t",
            "a" * 60,
        )
    ),
)
TEXTS = st.lists(PIECES, max_size=24).map("".join)
WIDTHS = st.one_of(st.integers(1, 12), st.integers(13, 200))
