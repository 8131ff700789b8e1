/** Colours by what something means, for light and for dark: those of the ladder. */
const colours = `
:root{color-scheme:light dark;--paper:#fff;--ink:#1f2328;--faint:#59636e;--line:#d1d9e0;--box:#f6f8fa;--web:#0550ae;
--good:#116329;--good-fill:#2da44e;--good-back:#e6f6ea;--fair:#7d4e00;--fair-fill:#d4a72c;--fair-back:#fff4d6;
--poor:#c1121f;--poor-fill:#e5534b;--poor-back:#ffecec;--heard:#0a6c83;--shadow:0 1px 2px #1f232814}
@media (prefers-color-scheme:dark){:root{--paper:#0d1117;--ink:#e6edf3;--faint:#9198a1;--line:#30363d;--box:#161b22;--web:#79c0ff;
--good:#7ee787;--good-fill:#2ea043;--good-back:#12261a;--fair:#e3b341;--fair-fill:#bb8009;--fair-back:#272115;
--poor:#ff8182;--poor-fill:#da3633;--poor-back:#2d1517;--heard:#76d9e6;--shadow:none}}
`

const page = `
*{box-sizing:border-box}
body{margin:0 auto;max-width:78rem;padding:0 1.5rem 3rem;background:var(--paper);color:var(--ink);
font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:anywhere}
code,kbd,.path,.place{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.92em}
a{color:var(--web);text-decoration:none}
a:hover{text-decoration:underline}
:focus-visible{outline:2px solid var(--web);outline-offset:2px;border-radius:4px}
h1,h2,h3,h4,p,dl,dd,ul{margin:0;padding:0}
h1{font-size:2.2rem;line-height:1.1;letter-spacing:-.02em}
h2{font-size:1.3rem;margin:2.6rem 0 .8rem;letter-spacing:-.01em}
h3,h4{font-size:1rem;display:inline}
.faint,.why{color:var(--faint)}
.lead{color:var(--faint);max-width:46rem;margin-bottom:.8rem}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:-999rem}
.skip:focus{left:1rem;top:.5rem;background:var(--paper);padding:.3rem .6rem}
footer{margin-top:3rem;border-top:1px solid var(--line);padding-top:1rem;color:var(--faint);font-size:.9rem}
.badge{font-size:.78rem;font-weight:600;border-radius:1rem;padding:.1rem .55rem;background:var(--box);border:1px solid var(--line);color:var(--faint)}
.badge.poor{background:var(--poor-back);border-color:transparent;color:var(--poor)}
`

const top = `
.top{display:flex;flex-wrap:wrap;gap:1.5rem 3rem;align-items:center;justify-content:space-between;padding:2.2rem 0 1.6rem}
.brand{color:var(--faint);font-weight:600;letter-spacing:.06em;font-size:.85rem;margin-bottom:.2rem}
.title .lead{margin:.4rem 0 0}
.figures{display:flex;flex-wrap:wrap;gap:1.2rem 2rem;align-items:center}
.ring{position:relative;width:132px;height:132px;flex:none}
.ring circle{fill:none;stroke-width:3.2;stroke:var(--line)}
.ring .arc{stroke:var(--fill);stroke-linecap:butt}
.ring p{position:absolute;inset:0;display:flex;flex-direction:column;align-items:center;justify-content:center;line-height:1.15}
.ring strong{font-size:1.9rem;letter-spacing:-.02em}
.ring small{font-size:1rem;font-weight:500}
.ring span{color:var(--faint);font-size:.8rem}
.good{--fill:var(--good-fill);--text:var(--good)}
.fair{--fill:var(--fair-fill);--text:var(--fair)}
.poor{--fill:var(--poor-fill);--text:var(--poor)}
.tiles{display:grid;grid-template-columns:repeat(2,minmax(12.5rem,1fr));gap:.7rem}
.tile{background:var(--box);border:1px solid var(--line);border-radius:10px;padding:.55rem .8rem .6rem}
.tile dt{font-size:.85rem;color:var(--faint)}
.tile dd{display:flex;align-items:baseline;justify-content:space-between;gap:.8rem}
.tile .of{color:var(--faint);font-size:.85rem;white-space:nowrap}
.meter{display:inline-flex;align-items:center;gap:.5rem;white-space:nowrap}
.meter .track{display:inline-block;width:5.5rem;height:.45rem;border-radius:1rem;background:var(--line);overflow:hidden}
.meter .track span{display:block;height:100%;background:var(--fill)}
.meter .percent{color:var(--text);font-weight:600;font-variant-numeric:tabular-nums;min-width:3.1rem;text-align:right}
.filter{position:sticky;top:.6rem;z-index:2;display:inline-flex;align-items:center;gap:.55rem;cursor:pointer;user-select:none;
background:var(--box);border:1px solid var(--line);border-radius:2rem;padding:.35rem .9rem .35rem .6rem;font-size:.9rem;box-shadow:var(--shadow)}
.filter::before{content:"";width:1.9rem;height:1.05rem;border-radius:1rem;background:radial-gradient(circle .38rem at .55rem 50%,var(--paper) 96%,transparent) var(--faint)}
#only:checked+.filter{border-color:var(--web);color:var(--web)}
#only:checked+.filter::before{background:radial-gradient(circle .38rem at 1.35rem 50%,var(--paper) 96%,transparent) var(--web)}
#only:focus-visible+.filter{outline:2px solid var(--web);outline-offset:2px}
#only:checked~main .full{display:none}
`

const tables = `
.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:10px;margin:.6rem 0 1rem}
table{border-collapse:collapse;width:100%;font-size:.92rem;overflow-wrap:break-word}
caption{text-align:left;padding:.5rem .8rem;color:var(--faint);font-size:.85rem;background:var(--box);border-bottom:1px solid var(--line)}
th,td{text-align:left;vertical-align:top;padding:.4rem .8rem;font-weight:400}
thead th{font-size:.78rem;color:var(--faint);border-bottom:1px solid var(--line);white-space:nowrap}
tbody tr+tr>*{border-top:1px solid var(--line)}
.count{white-space:nowrap;font-variant-numeric:tabular-nums}
td.place{white-space:nowrap;color:var(--faint)}
.method{font-size:.72rem;font-weight:700;letter-spacing:.04em;color:var(--faint)}
.path{font-weight:600}
.group th{background:var(--box)}
.overview .group th{font-size:.88rem;color:var(--faint)}
.missing .why{display:block;font-size:.86rem}
.missing td:nth-child(2){min-width:13rem}
.hint{color:var(--heard);background:var(--box);border:1px solid var(--line);border-radius:6px;padding:.1rem .4rem;display:inline-block}
@media (min-width:46rem){.hint{white-space:nowrap}}
.all{background:var(--good-back);color:var(--good);border-radius:10px;padding:.8rem 1rem;font-weight:600}
tr.never>.count{color:var(--poor);font-weight:600}
.told{white-space:nowrap;margin-right:.6rem}
.outcomes td{white-space:nowrap;font-variant-numeric:tabular-nums}
.outcomes td.ran{color:var(--good)}
.outcomes td.failed{color:var(--fair);font-weight:600}
.mark{color:var(--web)}
.inner{padding-left:1.2rem;color:var(--faint)}
`

const urls = `
.url{border:1px solid var(--line);border-radius:12px;margin:.8rem 0;box-shadow:var(--shadow);scroll-margin-top:3.5rem}
.url>summary{display:flex;flex-wrap:wrap;align-items:center;gap:.2rem .9rem;padding:.7rem 1rem;cursor:pointer;list-style:none}
.url>summary::-webkit-details-marker{display:none}
.url>summary::before{content:"›";color:var(--faint);font-size:1.2rem;line-height:1;width:.7rem;transition:transform .15s}
.url[open]>summary::before{transform:rotate(90deg)}
.url>summary .purposes{color:var(--faint);flex:1;min-width:8rem}
.inside{padding:0 1rem .6rem;border-top:1px solid var(--line)}
.origin{padding-top:.6rem;font-size:.88rem}
.answers{font-size:.92rem;color:var(--faint);margin-bottom:.6rem}
.document{margin:1.3rem 0 1rem;scroll-margin-top:3.5rem}
.document>header{display:flex;flex-wrap:wrap;align-items:center;gap:.2rem .9rem}
.document>header p{font-size:.88rem}
.rejected{background:var(--poor-back);color:var(--poor);border-radius:8px;padding:.5rem .8rem;margin:.5rem 0}
.who{font-size:.92rem;margin:-.4rem 0 .6rem}
.who>summary{cursor:pointer;color:var(--web);width:fit-content}
.source caption,.source thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.source{font-size:.9rem}
.source tr+tr>*{border-top:0}
.source td{padding:.08rem .7rem;line-height:1.55}
.source td.place{text-align:right;user-select:none;width:1%;font-size:.82em;padding-top:.16rem}
.source td.ran{width:1%;white-space:nowrap;text-align:right;font-size:.82rem;font-variant-numeric:tabular-nums;border-left:3px solid transparent}
.source code{white-space:pre-wrap;overflow-wrap:anywhere;font-size:.86rem}
.source .line{scroll-margin-top:4rem}
.source .line:target>td{box-shadow:inset 0 0 0 100vmax #0969da22}
.source td.ran{color:var(--faint)}
tr.ran>td{background:var(--good-back)}
tr.ran>td.ran{border-left-color:var(--good-fill);color:var(--good)}
tr.never.line>td{background:var(--poor-back)}
tr.never.line>td.ran{border-left-color:var(--poor-fill);color:var(--poor);font-weight:600}
.aside td{padding-top:.15rem;padding-bottom:.35rem}
.aside .why{font-size:.85rem}
.chips{display:flex;flex-wrap:wrap;gap:.35rem;list-style:none}
.chips li{font-size:.85rem;border-radius:7px;padding:.12rem .5rem;border:1px solid}
.chips li.ran{background:var(--good-back);color:var(--good);border-color:color-mix(in srgb,var(--good-fill) 35%,transparent)}
.chips li.never{background:var(--paper);color:var(--poor);border-style:dashed;border-color:var(--poor-fill)}
.chips .what{opacity:.95}
.chips b{font-weight:600;font-size:.8rem}
kbd{border:1px solid currentColor;border-radius:4px;padding:0 .32rem;font-weight:700}
.scenario{background:var(--box);border:1px solid var(--line);border-radius:6px;padding:0 .4rem;font-size:.86rem;color:var(--ink)}
.cut{color:var(--faint);font-style:italic}
`

const narrow = `
@media (max-width:46rem){body{padding:0 .9rem 2rem}.top{padding-top:1.3rem}.figures{width:100%}.tiles{grid-template-columns:1fr;width:100%}
.tile dd .meter{flex:1}.tile .track{flex:1}.url>summary .purposes{flex-basis:100%;order:3}th,td{padding:.35rem .5rem}.source td{padding:.08rem .35rem}.aside td{overflow-wrap:anywhere}}
@media print{.filter{display:none}.scroll{overflow:visible}}
`

/** The look of the page. Nothing in it comes from outside. */
export const style = colours + page + top + tables + urls + narrow
