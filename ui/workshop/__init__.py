"""The workshop: scenarios written, checked and tried in the browser. No Solara, no pages.

A draft is a text in TOML, and the text is all there is: the form shows what stands in it and
changes it in place. It lies in a file of this machine, so that neither a closed tab nor a server
that stopped loses anything.
"""
