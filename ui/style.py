"""The one stylesheet of a theme, written out by the server so that old office browsers need no new css.

    st.html(stylesheet(theme_of(st.context.theme.type)))

A style-only `st.html` takes no room on the page. Nothing depends on light-dark(), color-mix() or :has();
where `text-autospace` and `text-wrap` are unknown the page only loses a little polish.
"""

from __future__ import annotations

from functools import cache

from faces.look.tokens import Theme, Tokens, tokens


def _variables(one: Tokens) -> str:
    """Every colour as a css variable: --ink, --paper, …"""
    return "".join(f"--{name.replace('_', '-')}:{value};" for name, value in one.color.items())


def _scales(one: Tokens) -> str:
    """Classes d0–d9 and s0–s9: the ground of a cell and the text that reads on it; near and far: the map's bands."""
    rules = []
    for letter, ground, text in (
        ("d", one.diverging, one.text_on_diverging),
        ("s", one.sequential, one.text_on_sequential),
    ):
        rules += [
            f".yl .{letter}{index}{{background:{fill};color:{words}}}"
            for index, (fill, words) in enumerate(zip(ground, text, strict=True))
        ]
    for name, band in (("near", "band_15"), ("far", "band_30")):
        fill, line = (",".join(map(str, one.map[band][part][:3])) for part in ("fill", "line"))
        rules.append(f".yl-key .k.{name}{{background:rgb({fill});border:1px solid rgb({line})}}")
    return "\n".join(rules)


BASE = """
.yl{font-family:var(--sans);font-variant-numeric:tabular-nums lining-nums;text-autospace:normal;line-height:1.5;
  color:var(--ink);print-color-adjust:exact;-webkit-print-color-adjust:exact}
p.yl,.yl p,.yl h1,.yl h2,.yl dl,.yl dd{margin:0;padding:0;font-size:inherit;letter-spacing:0;color:inherit}
.yl h1,.yl h2{scroll-margin-top:4rem}
.yl .nb{white-space:nowrap}
.yl u{text-decoration:none;border-bottom:2px solid var(--point);padding-bottom:1px}
.yl em{font-style:normal;color:var(--accent)}
.yl img{max-width:none}
.yl .good{color:var(--good)} .yl .bad{color:var(--bad)} .yl .neutral{color:var(--neutral)}
.yl summary:focus-visible,.yl-scroll:focus-visible{outline:2px solid var(--accent);outline-offset:2px}

.yl-find h1{font:700 1.875rem/1.45 var(--song);text-wrap:balance;max-width:38em;line-break:strict}
.yl-find .cl{display:inline-block}
.yl-find h1 u{border-bottom:.1em solid var(--point);padding-bottom:.02em}
.yl-find.slide h1{font-size:2.25rem} .yl-find.half h1{font-size:1.9rem}
p.yl.yl-meta{display:flex;flex-wrap:wrap;align-items:center;gap:.25rem 1.25rem;font-size:.8125rem;color:var(--ink-2)}
.yl-sample{display:inline-block;border:1px dashed var(--ink-3);padding:.05rem .4rem;font-size:.8125rem;
  background:repeating-linear-gradient(135deg,var(--line) 0 1px,transparent 1px 6px);color:var(--ink-2);
  letter-spacing:.06em;white-space:nowrap}
.yl-title h2{font-size:1.0625rem;font-weight:700;line-height:1.45} .yl-title p{font-size:.8125rem;color:var(--ink-2)}
.yl-title+.yl-scroll{margin-top:.5rem}
p.yl.yl-note{font-size:.8125rem;color:var(--ink-2)}
p.yl.yl-source{font-size:.75rem;color:var(--ink-3)}
.yl-source.rule{border-top:1px solid var(--line);padding-top:.5rem}
.yl-source .dot{margin:0 .4em} .yl-source>span:not(.dot){display:inline-block}

.yl-sheet{display:grid;grid-template-columns:repeat(4,minmax(0,1fr));gap:1px;background:var(--line);
  border:1px solid var(--line);border-radius:4px;overflow:hidden}
.yl-sheet.c1{grid-template-columns:minmax(0,1fr)} .yl-sheet.c2{grid-template-columns:repeat(2,minmax(0,1fr))}
.yl-sheet.c3{grid-template-columns:repeat(3,minmax(0,1fr))}
.yl-card{background:var(--surface);padding:1rem 1.125rem .375rem;display:flex;flex-direction:column;min-width:0}
.yl-card .top{display:flex;justify-content:space-between;align-items:baseline;gap:.5rem}
.yl-card h2{font-size:.875rem;font-weight:400;line-height:1.45;color:var(--ink-2)}
.yl-card .vd{font-size:.8125rem;white-space:nowrap}
.yl-card .fig{display:flex;justify-content:space-between;align-items:flex-end;gap:.5rem;min-height:2.875rem}
.yl-card .val{font-size:2.25rem;font-weight:700;line-height:1.2;white-space:nowrap}
.yl-card .val small{font-size:.875rem;font-weight:400;color:var(--ink-2);margin-left:.2em}
.yl-card .val.words{font-size:1.25rem;line-height:1.9;color:var(--ink-2);white-space:normal}
.yl-card .spark{width:7rem;height:2.5rem;flex:none;align-self:center}
.yl-card .delta{font-size:.9375rem;min-height:1.5em} .yl-card .delta b{margin-right:.5em}
.yl-card .delta span:not(.ar){color:var(--ink-2)}
.yl .ar{display:inline-block;min-width:1em;text-align:center;margin-right:.15em;font-family:var(--sans);font-weight:400}
.yl .mk{display:inline-block;width:.625rem;height:.625rem;border-radius:50%;margin-right:.3rem;box-sizing:border-box;
  border:2px solid currentColor}
.yl .mk.clear{background:currentColor} .yl .mk.unknown{border-style:dotted}
.yl-card .bar{position:relative;height:6px;border-radius:3px;background:var(--sunken);margin:.625rem 0 .5rem}
.yl-card .bar i{position:absolute;left:0;top:0;bottom:0;border-radius:3px;background:var(--neutral-mark)}
.yl-card .bar.met i{background:var(--good-mark)}
.yl-card .bar b{position:absolute;top:-4px;bottom:-4px;width:2px;margin-left:-1px;background:var(--ink)}
.yl-card .tgt,.yl-card .why{font-size:.8125rem;color:var(--ink-2)} .yl-card .tgt.none{margin-top:.75rem}
.yl-card .why{color:var(--ink)}
.yl-card details{margin-top:auto}
.yl-more summary{display:inline-flex;align-items:center;cursor:pointer;list-style:none;padding:.5rem 0;
  font-size:.8125rem;color:var(--accent)}
.yl-more summary::-webkit-details-marker{display:none}
.yl-more .inf{width:.8125rem;height:.8125rem;border:1px solid currentColor;border-radius:50%;margin-right:.35rem;
  display:inline-block;position:relative;box-sizing:border-box;flex:none}
.yl-more .inf::before,.yl-more .inf::after{content:"";position:absolute;left:50%;width:1.4px;margin-left:-.7px;
  background:currentColor}
.yl-more .inf::before{top:2px;height:1.4px} .yl-more .inf::after{top:4.6px;bottom:2px}
.yl-more dl{font-size:.8125rem;padding:.25rem 0 .5rem;border-top:1px solid var(--line)}
.yl-more dl div{display:flex;gap:.75rem;padding:.125rem 0} .yl-more dt{flex:0 0 5rem;color:var(--ink-3)}
.yl-more dd{flex:1;min-width:0;color:var(--ink-2);overflow-wrap:anywhere}

.yl-scroll{overflow-x:auto;overscroll-behavior-x:contain;-webkit-overflow-scrolling:touch}
.yl table{border-collapse:separate;border-spacing:0;width:100%;font-size:.875rem;background:var(--surface);
  border:1px solid var(--line);border-radius:4px;margin:0}
.yl table.bare{border:0}
.yl th,.yl td{height:2.125rem;padding:.25rem .625rem;border:0;border-bottom:1px solid var(--line);text-align:right;
  white-space:nowrap;vertical-align:middle;font-weight:400;color:var(--ink)}
.yl tbody tr:last-child>*{border-bottom:0}
.yl thead th{font-size:.8125rem;font-weight:700;color:var(--ink-2);vertical-align:bottom;line-height:1.35;
  padding:.5rem .625rem .4rem;border-bottom:1px solid var(--line-strong)}
.yl thead small{display:block;font-size:.75rem;font-weight:400;color:var(--ink-3);min-height:1.35em}
.yl tr>:first-child{position:sticky;left:0;z-index:1;background:var(--surface);text-align:left}
.yl thead th:first-child{font-weight:400}
.yl table.plain tr>:first-child{white-space:normal;min-width:6em}
.yl .text{text-align:left;white-space:normal} .yl table.plain td.short{white-space:nowrap;min-width:0}
 .yl td.good{color:var(--good)} .yl td.bad{color:var(--bad)}
.yl tr.sum>*,.yl tr.sum>:first-child{background:var(--sunken);font-weight:700;border-top:1px solid var(--line-strong)}
.yl td.words,.yl tr.sum td.words{color:var(--ink-2);font-weight:400;text-align:right;line-height:1.3;
  white-space:normal;min-width:6.5em}
.yl td.words.left{text-align:left;min-width:0}
.yl .hatch{background:repeating-linear-gradient(135deg,var(--line) 0 1px,transparent 1px 6px)}
.yl table.heat td{border-left:2px solid var(--surface);border-bottom:2px solid var(--surface);padding-right:.5rem}
.yl table.heat tbody th{border-bottom:1px solid var(--line)}
.yl table.heat td:not([class]){box-shadow:0 1px 0 0 var(--line)}
.yl table.heat td b{font-weight:400} .yl table.heat tr.sum b{font-weight:700}
.yl table.heat tr.sum td{border-left-color:var(--sunken);border-bottom:0;box-shadow:none}
.yl table.heat .ch{display:inline-block;width:3.25em;text-align:left;font-size:.75rem;margin-left:.3em}
.yl table.heat td:not([class]) .ch{color:var(--ink-2)} .yl table.heat .ch.clear{font-weight:700}
.yl table.heat tr.sum .ch{font-weight:400}

.yl.yl-key{display:flex;flex-wrap:wrap;align-items:center;gap:.375rem 1.25rem;font-size:.8125rem;color:var(--ink-2)}
.yl-key>span{display:inline-flex;align-items:center;white-space:nowrap}
.yl-key .k{display:inline-block;flex:none;width:.75rem;height:.75rem;margin-right:.4rem;box-sizing:border-box}
.yl-key .ki{width:1rem;height:1rem;margin-right:.35rem;display:inline-block}
.yl-key .k.near,.yl-key .k.far,.yl-key .k.hatch,.yl-key .k.band{width:1.375rem;border:1px solid var(--line-strong)}
.yl-key .circle-good,.yl-key .circle-neutral,.yl-key .circle-bad{border-radius:50%}
.yl-key .circle-good,.yl-key .diamond-good{background:var(--good-mark)}
.yl-key .circle-bad,.yl-key .diamond-bad{background:var(--bad-mark)}
.yl-key .circle-neutral,.yl-key .diamond-neutral{background:var(--neutral-mark)}
.yl-key .k[class*=diamond]{width:.625rem;height:.625rem;transform:rotate(45deg)}
.yl-key .ring{border:2px solid var(--neutral-mark);border-radius:50%;background:var(--surface)}
.yl-key .band{background:var(--sunken)}
.yl-key .line,.yl-key .dashed,.yl-key .dotted,.yl-key .road{width:1.375rem;height:0;border-top:2px solid var(--ink)}
.yl-key .dashed{border-top:1px dashed var(--line-strong)} .yl-key .dotted{border-top:1px dotted var(--ink-2)}
.yl-key .road{border-top-color:var(--ink-3)} .yl-key .road.main{border-top-width:3px}
.yl-key .road.village{border-top-width:1px}
.yl-key .ramp{display:inline-flex;margin:0 .4rem;border:1px solid var(--line);border-radius:2px;overflow:hidden}
.yl-key .ramp i{font-style:normal;min-width:2.1rem;height:1.25rem;line-height:1.25rem;text-align:center;
  font-size:.75rem}
.yl-key .ramp.ten i{min-width:2.4rem}

.yl-state{background:var(--surface);border:1px solid var(--line);border-left:4px solid var(--line-strong);
  border-radius:4px;padding:.75rem 1.125rem}
.yl-state p+p{color:var(--ink-2);font-size:.9375rem;margin-top:.125rem}
.yl-state.bad{border-left-color:var(--bad-mark);color:var(--ink)} .yl-state.info{border-left-color:var(--accent)}
.yl-bones{display:grid;gap:1px;background:var(--line);border:1px solid var(--line);border-radius:4px;overflow:hidden}
.yl-bones i{background:var(--sunken);display:block} .yl-bones.figures{grid-template-columns:repeat(4,1fr)}
.yl-bones.figures i{height:13.5rem} .yl-bones.table i{height:2.125rem} .yl-bones.chart i{height:22rem}
.yl-bones.map i{height:40rem}
.yl-rule{width:3.625rem;height:3px;background:var(--ink);margin-bottom:.75rem}
.yl-foot{display:grid;grid-template-columns:1fr auto 1fr;gap:1rem;border-top:1px solid var(--line);padding-top:.5rem;
  font-size:.8125rem;color:var(--ink-2)}
.yl-foot span:last-child{text-align:right} .yl-foot .yl-sample{text-align:center;margin-left:.5rem}
"""

# Streamlit's own frame: page width, panels (`st.container(key="panel-…")`) and the filter bar (`key="filters"`).
FRAME = """
[data-testid=stMainBlockContainer]{max-width:1520px;padding:2.5rem 2rem 4rem}
[data-testid=stHeaderLogo]{height:2.5rem}
.js-plotly-plot text{text-autospace:normal}
[class*="st-key-panel"]{background:var(--surface);border:1px solid var(--line);border-radius:4px;
  padding:1rem 1.125rem .625rem}
[class*="st-key-panel"] .yl-scroll table.plain{border-left:0;border-right:0}
.st-key-filters{border-bottom:1px solid var(--line);padding-bottom:1rem}
.st-key-filters label p{font-size:.8125rem;color:var(--ink-2)}
[data-testid^=stBaseButton-primary]:not(:disabled) p{color:var(--paper)}
[data-testid=stBaseButton-tertiary] p{color:var(--accent);font-size:.875rem}
button:focus-visible,a:focus-visible,[data-testid=stPageLink] a:focus-visible{outline:2px solid var(--accent);
  outline-offset:2px}
@media(min-width:1560px){
 [data-testid=stToolbar]{padding-left:calc((100vw - 1520px)/2 + 1rem);padding-right:calc((100vw - 1520px)/2)}
}
@media(max-width:1100px){
 .yl-sheet,.yl-sheet.c3{grid-template-columns:repeat(2,minmax(0,1fr))}
 .yl-bones.figures{grid-template-columns:repeat(2,1fr)}
}
@media(max-width:640px){
 [data-testid=stMainBlockContainer]{padding:2.25rem 1rem 3rem}
 .yl-find h1,.yl-find.slide h1,.yl-find.half h1{font-size:1.375rem}
 .yl-sheet,.yl-sheet.c3{grid-template-columns:minmax(0,1fr)} .yl-sheet.c2{grid-template-columns:repeat(2,minmax(0,1fr))}
 .yl-sheet.c2 .spark{display:none} .yl-sheet.c2 .yl-card{padding:.75rem .75rem .25rem}
 .yl-sheet.c2 .val{font-size:1.75rem} .yl-sheet.c2 .top{flex-direction:column;gap:0}
 .yl-bones.figures{grid-template-columns:1fr} .yl-bones.map i{height:28.75rem}
 .yl-more summary{min-height:2.75rem;padding:.75rem 0;box-sizing:border-box;width:100%}
 .yl .wide{display:none}
 .yl tr>:first-child{border-right:1px solid var(--line)}
 .yl table.plain th,.yl table.plain td{padding-left:.4rem;padding-right:.4rem}
 .yl table.plain td{white-space:normal;word-break:keep-all}
 .yl td.words{min-width:5.5em} .yl table.plain td.words{word-break:normal}
 .yl table.plain td.text:not(.short){min-width:6.5em;word-break:normal}
 .yl table.plain tr>:first-child{white-space:normal;max-width:9em}
 .yl table.plain.long tr>:first-child{min-width:8.5em;max-width:11em}
 .yl-key.heat>span:first-child{width:100%;flex-wrap:wrap}
 .yl-key .ramp,.yl-key .ramp.ten{flex:1 1 12rem} .yl-key .ramp i,.yl-key .ramp.ten i{flex:1 1 0;min-width:0}
 .yl-key .ramp.ten i:nth-child(odd){font-size:0} /* ten numbers of four digits would run into each other */
 .yl-key.titled .ramp{margin:.25rem 0 0;flex-basis:100%}
 .yl-foot{grid-template-columns:1fr}
 .yl-foot span:last-child{text-align:left}
 .st-key-filters [data-testid=stHorizontalBlock]{display:grid;grid-template-columns:repeat(12,1fr);gap:.5rem}
 .st-key-filters [data-testid=stColumn]{width:auto;min-width:0;flex:none;grid-column:span 6}
 .st-key-filters [data-testid=stColumn]:nth-child(5){grid-column:span 5}
 .st-key-filters [data-testid=stColumn]:nth-child(6){grid-column:span 4}
 .st-key-filters [data-testid=stColumn]:nth-child(7){grid-column:span 3}
 [data-baseweb=select]>div,.st-key-filters button,.st-key-filters input{min-height:2.75rem}
 [data-testid=stButtonGroup] button,[data-testid=stTab],[data-testid=stExpandSidebarButton],[data-testid=stMainMenu]
 button,[data-testid=stBaseButton-tertiary]{min-height:2.5rem;min-width:2.5rem}
 [data-testid=stSidebarNavLink]{min-height:2.75rem} [data-testid=stSidebarNavLink] p{font-size:1rem}
}
"""

PRINT = """
@page{size:A4 landscape;margin:8mm}
@media print{
 header,[data-testid=stHeader],[data-testid=stSidebar],[data-testid=stToolbar],.st-key-filters,
 [data-testid=stDeployButton],[data-testid=stButton],[data-testid=stDownloadButton],[data-testid=stButtonGroup],
 [data-testid=stSelectbox],[data-testid=stMultiSelect],[data-testid=stNumberInput],[data-testid=stSlider],
 [data-testid=stCheckbox],[data-testid=stTextInput],[data-testid=stTextArea],[data-testid=stFileUploader],
 [data-testid=stExpander]{display:none!important}
 html,body,#root{background:#fff!important;height:auto!important;min-height:0!important}
 [data-testid=stApp],[data-testid=stAppViewContainer],[data-testid=stMain]{position:static!important;
  overflow:visible!important;height:auto!important;background:#fff!important}
 [data-testid=stMainBlockContainer]{max-width:none;padding:0}
 .yl-scroll{overflow:visible} .yl tr>:first-child{position:static}
 .yl-card,.yl tr,.yl-state,[class*="st-key-panel"]{break-inside:avoid}
 .yl-find h1{font-size:20pt} .yl-more:not([open]){display:none} .yl-title{break-after:avoid}
 .yl-sheet.c4{grid-template-columns:repeat(4,minmax(0,1fr))} .yl-card{padding:.75rem .75rem .25rem}
 .yl-card .spark{width:5rem} .yl-card .val{font-size:1.75rem} .yl-card .delta{font-size:.8125rem}
 [data-testid=stHorizontalBlock]{display:block!important}
 [data-testid=stColumn]{width:100%!important;margin-bottom:1rem}
}
"""

# A wall screen may be dark; paper is not. Pictures already drawn for the dark keep their ground.
PRINT_DARK = """
@media print{
 .yl,[class*="st-key-panel"]{%s}
 [data-testid=stPlotlyChart],.yl img.spark,.yl img.ki{background:%s;print-color-adjust:exact;
  -webkit-print-color-adjust:exact}
%s
}
"""

PRESENTATION = """
html{font-size:22px!important}
header,[data-testid=stHeader],[data-testid=stSidebar],[data-testid=stToolbar],.st-key-filters{display:none!important}
[data-testid=stMainBlockContainer]{max-width:none;padding:2.25rem 3.5rem 1rem}
.yl.yl-source,.yl-key .ramp i,.yl table.heat .ch,.yl thead small{font-size:.8125rem}
"""


@cache
def stylesheet(theme: Theme, *, presentation: bool = False) -> str:
    """The whole stylesheet of a theme as one `<style>` element.

    presentation : for one message a screen: root 22 px, no navigation, no filters.
    """
    one = tokens(theme)
    root = f":root{{{_variables(one)}--sans:{one.sans};--song:{one.song};color-scheme:{theme}}}"
    parts = [root, BASE, _scales(one), FRAME, PRINT]
    if theme == "dark":
        paper = tokens("light")
        parts.append(PRINT_DARK % (_variables(paper), one.color["surface"], _scales(paper)))
    if presentation:
        parts.append(PRESENTATION)
    return "<style>" + "\n".join(parts) + "</style>"
