"""Fake gateways (模拟网关) for demos and tests: servers that check the real signature and pass nothing on.

The portal's own adapters talk to them as they would to the vendors'.
"""
