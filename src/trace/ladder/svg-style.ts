/** Colours by what a mark means, for light and for dark; everything is inside of the drawing's own class. */
export const STYLE = `
.offhook-ladder{--paper:#fff;--ink:#1f2328;--faint:#59636e;--lane:#afb8c1;--box:#f6f8fa;--call:#8250df;--heard:#0a6c83;\
--done:#116329;--web:#0550ae;--warning:#7d4e00;--failure:#c1121f;font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,\
"DejaVu Sans Mono",monospace}
@media (prefers-color-scheme:dark){.offhook-ladder{--paper:#0d1117;--ink:#e6edf3;--faint:#9198a1;--lane:#484f58;\
--box:#161b22;--call:#d2a8ff;--heard:#76d9e6;--done:#7ee787;--web:#79c0ff;--warning:#e3b341;--failure:#ff8182}}
.offhook-ladder text{fill:currentColor;white-space:pre}
.offhook-ladder g{color:var(--ink)}
.offhook-ladder .paper{fill:var(--paper)}
.offhook-ladder path.paper{stroke:var(--paper);stroke-width:4}
.offhook-ladder .lane{stroke:var(--lane);stroke-width:1.5}
.offhook-ladder .waited{stroke:var(--faint);stroke-width:2;stroke-dasharray:1 6}
.offhook-ladder .head rect{fill:var(--box);stroke:var(--lane)}
.offhook-ladder .head text{text-anchor:middle}
.offhook-ladder .head .title{font-weight:bold}
.offhook-ladder text.time{fill:var(--faint);text-anchor:end}
.offhook-ladder .hit{fill:transparent}
.offhook-ladder .line{fill:none;stroke:currentColor;stroke-width:1.4}
.offhook-ladder .dashed,.offhook-ladder .broken{stroke-dasharray:5 4}
.offhook-ladder .tip{fill:currentColor}
.offhook-ladder .cross{fill:none;stroke:currentColor;stroke-width:2}
.offhook-ladder .note{fill:var(--box);stroke:currentColor;stroke-opacity:.5}
.offhook-ladder .faint{color:var(--faint)}
.offhook-ladder .call{color:var(--call)}
.offhook-ladder .heard{color:var(--heard)}
.offhook-ladder .done,.offhook-ladder .good{color:var(--done)}
.offhook-ladder .web{color:var(--web)}
.offhook-ladder .warning{color:var(--warning)}
.offhook-ladder .failure{color:var(--failure)}
`
