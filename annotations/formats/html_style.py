"""How the page of the `html` format looks: its colours and its style sheet.

Text keeps a contrast of at least 4.5 : 1 on every background it may stand on (WCAG 2.2, 1.4.3); a
test computes it. The usual labels differ in their letters and in the kind of their lines as well;
others are told by their names.
"""

import base64
import hashlib
from collections.abc import Mapping

LETTERS: Mapping[str, str] = {"claim": "C", "quote": "Q", "date": "D", "error": "E"}
"""The labels with a colour of their own, and the letter that stands for each."""
OTHERS = ("violet", "orange", "teal", "pink")
"""The colours that other labels get in turn."""

LIGHT: Mapping[str, str] = {
    "page": "#eeeeea",
    "paper": "#fcfcfa",
    "text": "#1d1f23",
    "dim": "#5c6169",
    "rule": "#d5d5cf",
    "claim": "#c3d9ff",
    "quote": "#c2ead0",
    "date": "#f7ea9f",
    "error": "#f8c3c5",
    "violet": "#ded2fb",
    "orange": "#ffd3ab",
    "teal": "#b2e6e8",
    "pink": "#f9c8e6",
    "claim-ink": "#1a4f9f",
    "quote-ink": "#0b6142",
    "date-ink": "#6b5500",
    "error-ink": "#9b0f2c",
    "violet-ink": "#5b37a3",
    "orange-ink": "#8a4200",
    "teal-ink": "#005f69",
    "pink-ink": "#92206f",
}
DARK: Mapping[str, str] = {
    "page": "#101215",
    "paper": "#16181c",
    "text": "#e4e4e4",
    "dim": "#9a9fa8",
    "rule": "#33363d",
    "claim": "#1b4178",
    "quote": "#1d5539",
    "date": "#5f5413",
    "error": "#6b1420",
    "violet": "#44307a",
    "orange": "#6b390c",
    "teal": "#0e4e56",
    "pink": "#682453",
    "claim-ink": "#93bffa",
    "quote-ink": "#85dcaa",
    "date-ink": "#eed568",
    "error-ink": "#f3a0ab",
    "violet-ink": "#c5b0fc",
    "orange-ink": "#f5b67f",
    "teal-ink": "#80d6df",
    "pink-ink": "#f2a4d4",
}
_LINES: Mapping[str, str] = {
    "claim": "solid",
    "quote": "double",
    "date": "dotted",
    "error": "wavy",
    **dict.fromkeys(OTHERS, "dashed"),
}
"""What kind of line is under each label (CSS Text Decoration 3, 2.2)."""


def _variables(colours: Mapping[str, str]) -> str:
    return "".join(f"--{name}:{colour};" for name, colour in colours.items())


def _of_labels() -> str:
    return "\n".join(
        f".{label}{{--back:var(--{label});--ink:var(--{label}-ink);--line:{line}}}"
        for label, line in _LINES.items()
    )


_SHEET = """
*{box-sizing:border-box}
body{margin:0;padding:1.5rem clamp(.75rem,2vw,2rem) 4rem;background:var(--page);color:var(--text);
 font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
h1{margin:0 0 .25rem;font-size:1.5rem}
h2{margin:0;font-size:1.15rem;line-height:1.3;text-wrap:balance}
h3{margin:1.5rem 0 .5rem;font-size:.95rem}
p{margin:.25rem 0}
a{color:inherit}
.dim{color:var(--dim);font-size:.85rem}
.legend{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:.75rem 0 1.25rem;padding:0;
 list-style:none}
.articles{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,25rem),1fr));
 gap:1.25rem;align-items:start}
article,.counts{padding:1.25rem clamp(1rem,2vw,1.75rem);background:var(--paper);
 border:1px solid var(--rule);border-radius:.5rem;min-width:0}
article{max-width:52rem}
header.head{padding-bottom:.75rem;margin-bottom:1rem;border-bottom:1px solid var(--rule)}
.text{font:1.0625rem/1.85 Georgia,"Noto Serif",serif;white-space:pre-wrap;unicode-bidi:plaintext;
 tab-size:4}
mark{color:inherit;background:none;text-decoration:underline var(--line) var(--ink) .08em;
 text-underline-offset:.2em;text-decoration-skip-ink:none;-webkit-box-decoration-break:clone;
 box-decoration-break:clone}
mark.inner{background:var(--back);padding-block:.1em}
mark.up1{text-underline-offset:.42em}
mark.up2{text-underline-offset:.62em}
mark.up3{text-underline-offset:.8em}
mark.first{border-start-start-radius:.2em;border-end-start-radius:.2em}
.tag{margin:0 .2em;padding:.1em .3em;border:1px solid var(--ink);
 border-radius:.25rem;background:var(--paper);color:var(--ink);
 font:600 .68rem/1 system-ui,sans-serif;text-decoration:none;white-space:nowrap;
 vertical-align:.25em;unicode-bidi:isolate;-webkit-user-select:none;user-select:none}
.tag:hover,.tag:focus-visible{background:var(--ink);color:var(--paper)}
:target{outline:.15rem solid var(--ink,var(--dim));outline-offset:.15rem;border-radius:.2rem}
.list{margin:0;padding:0;list-style:none;font-size:.9rem}
.list li{display:grid;grid-template-columns:minmax(2.75rem,auto) 1fr;gap:0 .5rem;padding:.4rem 0;
 border-top:1px solid var(--rule);break-inside:avoid}
.list .tag{align-self:start;justify-self:start;margin:.15rem 0 0;vertical-align:0}
.list a.tag::after{content:" ↑"}
.note{margin:.15rem 0 0;white-space:pre-wrap;unicode-bidi:plaintext}
.quoted{font-family:Georgia,"Noto Serif",serif;white-space:pre-wrap}
summary{cursor:pointer;color:var(--dim)}
.counts{margin-top:1.25rem;max-width:72rem}
.wide{overflow-x:auto}
table{border-collapse:collapse;font-size:.9rem}
th,td{padding:.3rem .75rem;border-top:1px solid var(--rule);text-align:end;
 font-variant-numeric:tabular-nums;vertical-align:baseline}
th{font-weight:600;white-space:nowrap}
th:first-child,td:first-child{padding-left:0;text-align:start;white-space:normal;font-weight:inherit}
thead th{border-top:0}
tfoot th,tfoot td{border-top:2px solid var(--text);font-weight:600}
@media (max-width:40rem){body{padding-inline:0}h1,.intro,.legend{padding-inline:1rem}
 article,.counts{border-inline:0;border-radius:0}}
@media print{
 @page{margin:18mm 16mm}
 :root{--page:#fff;--paper:#fff}
 *{-webkit-print-color-adjust:exact;print-color-adjust:exact}
 body{padding:0;font-size:9.5pt}
 .text{font-size:10.5pt;line-height:1.75}
 .articles{display:block}
 article,.counts{max-width:none;margin:0;padding:6mm 0;border:0;border-top:1px solid var(--rule);
  border-radius:0}
 h2,h3,header.head{break-after:avoid}
 .text,p{orphans:3;widows:3}
 .list a.tag::after{content:none}
 .intro a,summary{display:none}
 header.head:has(+details){border:0;margin:0;padding:0}
}
"""

STYLE = (
    f":root{{color-scheme:light dark;{_variables(LIGHT)}}}\n"
    # What is printed is light, whatever the screen is.
    f"@media screen and (prefers-color-scheme:dark){{:root{{{_variables(DARK)}}}}}\n"
    f"{_of_labels()}{_SHEET}"
)
"""The style sheet, whole."""


def policy_of(style: str) -> str:
    """What a page may do (Content Security Policy 3): nothing but look like this style sheet."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


POLICY = policy_of(STYLE)
"""What the page may do."""
