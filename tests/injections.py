"""What somebody may write in the hope that it is more than text."""

INJECTIONS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "';alert(1)//",
    "{{ constructor.constructor('alert(1)')() }}",
    "javascript:alert(1)",
    "<a href='jav&#x09;ascript:alert(1)'>x</a>",
    "</title><script>alert(1)</script>",
    "<style>@import'//x'</style>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u202e<b>",
)
