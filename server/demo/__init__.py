"""A community to try the product on: invented people, real work, all through the one write path.

cast names them, walks says who knocked where and when, scenes what else happened, fill writes it; command is `doorstep demo`.
"""
