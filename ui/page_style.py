"""Styles that only single pages need, sent after the common stylesheet."""

PAGE_STYLE = """<style>
.yl-mech{display:grid;grid-template-columns:3.4em 150px minmax(12em,1.6fr) minmax(14em,3fr) 6em 7.5em;
  gap:.25rem 1rem;align-items:center;width:100%;min-height:56px}
.yl-mech .kind,.yl-mech .field,.yl-mech small{font-size:.8125rem;color:var(--ink-2)}
.yl-mech .name b{font-size:1rem;display:block;line-height:1.4} .yl-mech small{display:block}
.yl-mech .said{font-size:.9375rem;line-height:1.5} .yl .state{font-size:.875rem;white-space:nowrap}
.yl .state.ink{color:var(--ink)}
.yl-mech .thumb img{width:150px;height:48px;object-fit:contain;object-position:left center}
.yl-drawing img{width:100%;height:auto;max-width:1400px;display:block}
.yl-mech .yl-drawing img{width:150px;height:48px}
.yl-what{font-size:.9375rem;padding-top:.3rem} .yl-what b{font-size:1.0625rem}
.yl-about{font-size:.8125rem;color:var(--ink-2)}
[class*="st-key-mechanism_rows"]{gap:0;border:1px solid var(--line);border-radius:4px;background:var(--surface)}
[class*="st-key-mechanism_rows"]>div{border-bottom:1px solid var(--line);padding:.3rem 1rem}
[class*="st-key-mechanism_rows"]>div:last-child{border-bottom:0}
[class*="st-key-mechanism_rows"] [class*="st-key-mechanism_"]{flex-wrap:nowrap}
[class*="st-key-mechanism_rows"] [class*="st-key-mechanism_"]>div:first-child{flex:1 1 0;min-width:0}
[class*="st-key-mechanism_rows"] [class*="st-key-mechanism_"]>div:last-child{flex:none;width:auto}
p.yl.yl-meta{margin-top:.5rem}
p.yl.yl-say{font-size:1rem;line-height:1.55}
.yl table.heat thead th{white-space:normal;min-width:4.6em;max-width:7em}
.yl table.heat.bare thead th{min-width:3.2em}
.yl table.heat td,.yl table.heat thead th{padding-left:.4rem;padding-right:.4rem}
.yl-time{display:flex;flex-direction:column;gap:.35rem;font-size:.9375rem;border-left:2px solid var(--line-strong);
  padding-left:1rem;margin:.25rem 0 .5rem .25rem}
.yl-time div{display:flex} .yl-time b{flex:0 0 8.75em;white-space:nowrap}
@media(max-width:1100px){.yl-mech{grid-template-columns:minmax(10em,1.4fr) minmax(12em,2fr) 7.5em}
  .yl-mech .kind,.yl-mech .field,.yl-mech .thumb{display:none}}
@media(max-width:640px){[class*="st-key-mechanism_rows"] [class*="st-key-mechanism_"]{flex-wrap:wrap}
 [class*="st-key-mechanism_rows"] [class*="st-key-mechanism_"]>div:first-child{flex:1 0 100%}
 .yl-mech{grid-template-columns:1fr auto;min-height:44px}
  .yl-mech .thumb{display:block;grid-column:1/-1} .yl-mech .said{grid-column:1/-1;order:3}}
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
