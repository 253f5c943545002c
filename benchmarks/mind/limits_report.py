"""x"""


def write(a, b): ...
