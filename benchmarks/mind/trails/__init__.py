"""Theory of mind in an exchange game like Coloured Trails, after [de-weerd-verbrugge-verheij-2017].

Written from the published description: `board` is the game, `experience` what
the lowest order learns from offers and refusals, `theories` what an offer is
worth by what one takes the other for, `minds` the players, `play` the
comparison of orders on the same boards, `report` its page.
"""
