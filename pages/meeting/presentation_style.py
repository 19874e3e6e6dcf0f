"""The stylesheet of a presentation: nothing on the screen but the slide."""

from __future__ import annotations

from faces.look.tokens import Theme, tokens
from ui.style import stylesheet


def presentation_style(theme: Theme) -> str:
    """Return the theme's stylesheet and what a slide needs beside it, as one `<style>`."""
    color = tokens(theme).color
    return (
        stylesheet(theme)
        + f"""<style>
[data-testid=stHeader],[data-testid=stSidebar],[data-testid=stToolbar],[data-testid=stSidebarCollapsedControl],
.st-key-head,[data-testid=stStatusWidget]{{display:none!important}}
[data-testid=stApp],[data-testid=stMain]{{background:{color["paper"]}!important;color:{color["ink"]}}}
[data-testid=stMainBlockContainer]{{max-width:none!important;padding:2.1rem 3.4rem 1rem!important;min-height:100vh}}
[data-testid=stMainBlockContainer]>[data-testid=stVerticalBlock]{{gap:0}}
.st-key-filters{{display:none}}
.yl-filters-in .st-key-filters{{display:block;position:fixed;left:0;right:0;top:0;z-index:900;padding:1rem 3.4rem;
  background:{color["surface"]};border-bottom:1px solid {color["line_strong"]}}}
.st-key-slide{{gap:.5rem}}
.st-key-slide .yl-find h1{{max-width:40em;min-height:2.9em;margin-bottom:.4rem}}
.yl-slide-words{{font-size:1.35rem;line-height:1.7;max-width:44em}} .yl-slide-words p{{margin-bottom:.6em}}
.yl-slide-words.small{{font-size:1rem;line-height:1.55;max-width:none;columns:2;column-gap:3rem}}
.yl table.slide{{font-size:1rem}} .yl table.slide thead th{{font-size:.875rem}}
.yl table.slide.many{{font-size:.85rem}}
.yl table.slide.crowd{{font-size:.76rem}} .yl table.slide.crowd th,.yl table.slide.crowd td{{padding-top:.22rem;
  padding-bottom:.22rem}}
.yl table.slide th,.yl table.slide td{{white-space:normal}}
.yl table.slide,.yl table.slide tr:not(.sum)>:first-child{{background:transparent}}
.yl-black body::after{{content:"";position:fixed;inset:0;background:#000;z-index:99999}}
.yl-qr{{display:none;position:fixed;right:3.4rem;bottom:4rem;z-index:800;background:#fff;color:#14242B;padding:1rem;
  border:1px solid {color["line_strong"]};border-radius:4px;text-align:center;max-width:19rem}}
.yl-qr img{{width:17rem;height:17rem;display:block}} .yl-qr-in .yl-qr{{display:block}}
.yl-qr p{{font-size:.8125rem!important;overflow-wrap:anywhere;color:#14242B!important}}
.yl-slide-foot{{position:fixed;left:3.4rem;right:3.4rem;bottom:.8rem}}
@media(max-height:820px) and (min-width:641px){{
 [data-testid=stMainBlockContainer]{{padding-top:1.2rem!important}}
 .st-key-slide .yl-find h1{{font-size:1.5rem;min-height:2.6em}} .yl-slide-foot{{bottom:.4rem}}
 .yl table.slide{{font-size:.9rem}} .yl table.slide.many{{font-size:.78rem}}
 .yl table.slide.many th,.yl table.slide.many td{{padding-top:.2rem;padding-bottom:.2rem}}
 .yl table.slide.crowd{{font-size:.66rem;line-height:1.2}}
 .yl table.slide.crowd th,.yl table.slide.crowd td{{padding-top:.1rem;padding-bottom:.1rem}}
 .yl-slide-words{{font-size:1.1rem;line-height:1.5}} .yl-slide-words.small{{font-size:.8rem;line-height:1.45}}
 .st-key-slide .yl-key{{font-size:.7rem;gap:.1rem .6rem}}
}}
@media(max-width:640px){{
 [data-testid=stMainBlockContainer]{{padding:1rem 1rem 5rem!important}}
 .yl-filters-in .st-key-filters{{padding:1rem}} .yl-slide-foot{{position:static}}
 .st-key-slide .yl-find h1{{min-height:0}} .yl-slide-words.small{{columns:1}}
}}
</style>"""
    )
