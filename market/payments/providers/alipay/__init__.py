"""Alipay, through its official SDK: page pay on wide screens, wap pay on phones."""
