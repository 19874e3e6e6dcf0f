"""Styles that only single pages need, sent after the common stylesheet."""

PAGE_STYLE = """<style>
.yl-mechs{border:1px solid var(--line);background:var(--surface)}
.yl-mechs details{border-bottom:1px solid var(--line)} .yl-mechs details:last-child{border-bottom:0}
.yl-mechs summary{display:grid;grid-template-columns:minmax(14em,2fr) 1.2fr 1.5fr 120px 9.5em;gap:.25rem 1rem;
  align-items:center;padding:.7rem 1.125rem;cursor:pointer;list-style:none;min-height:44px}
.yl-mechs summary::-webkit-details-marker{display:none}
.yl-mechs summary b{font-size:1rem;padding-left:1.1em;text-indent:-1.1em}
.yl-mechs summary .who,.yl-mechs summary .when{font-size:.8125rem;color:var(--ink-2)}
.yl-mechs summary b::before{content:"▸";display:inline-block;width:1.1em;text-indent:0;color:var(--ink-3)}
.yl-mechs details[open] summary b::before{content:"▾"}
.yl-mechs .state{font-size:.875rem;white-space:nowrap}
.yl-mechs .inside{padding:.25rem 1.125rem 1.125rem 2.3rem;border-top:1px dashed var(--line)}
.yl-mechs .inside>p{font-size:.9375rem;color:var(--ink-2);margin:.5rem 0}
p.yl.yl-meta{margin-top:.5rem}
p.yl.yl-say{font-size:1rem;line-height:1.55}
.yl table.heat thead th{white-space:normal;min-width:4.6em;max-width:7em}
.yl table.heat td,.yl table.heat thead th{padding-left:.4rem;padding-right:.4rem}
.yl-counts{display:flex;flex-wrap:wrap;gap:.5rem 2rem;font-size:.9375rem;padding:.25rem 0 .5rem}
.yl-counts b{font-size:1.5rem;margin-right:.25rem}
.yl-field{font-size:1.0625rem;font-weight:700;margin:1rem 0 .35rem}
.yl-time{display:flex;flex-direction:column;gap:.35rem;font-size:.9375rem;border-left:2px solid var(--line-strong);
  padding-left:1rem;margin:.25rem 0 .5rem .25rem}
.yl-time div{display:flex} .yl-time b{flex:0 0 7.5em}
@media(max-width:900px){.yl-mechs summary{grid-template-columns:1fr auto}
  .yl-mechs summary .who,.yl-mechs summary .when,.yl-mechs summary .line{display:none}
  .yl-mechs details[open] summary .who,.yl-mechs details[open] summary .when{display:block}}
@media(max-width:640px){.yl-mechs .inside{padding:.25rem .75rem .75rem}
  .yl .yl-mechs table.plain td,.yl-mechs table.plain.plain td{word-break:normal}}
@media print{.yl-mechs details{break-inside:avoid}}
.yl-grid td{text-align:center;min-width:2.4em;padding:.35rem .25rem}
.yl .k.gained{width:22px;height:12px;background:var(--good);opacity:.75;border-radius:2px}
.yl .k.lost{width:22px;height:12px;background:var(--bad-mark);opacity:.75;border-radius:2px}
.yl .k.ring-good{width:13px;height:13px;border:2.6px solid var(--good);border-radius:50%;background:none}
@media(max-width:640px){.st-key-circle_controls [data-testid=stHorizontalBlock]{display:grid;
  grid-template-columns:1fr 1fr;gap:.5rem}
 .st-key-circle_controls [data-testid=stColumn]{width:auto;min-width:0;flex:none}}
.st-key-circle_controls label p,.st-key-plan_controls label p{font-size:.8125rem;color:var(--ink-2)}
@media(max-width:640px){.st-key-plan_controls [data-testid=stHorizontalBlock]{display:grid;
  grid-template-columns:1fr 1fr;gap:.5rem}
 .st-key-plan_controls [data-testid=stColumn]{width:auto;min-width:0;flex:none}}
</style>"""
