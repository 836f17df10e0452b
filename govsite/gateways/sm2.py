"""Signatures by SM2 with SM3 (GB/T 32918.2, GM/T 0009): whether one is good. Nothing secret is handled here.

``cryptography`` has SM3, and not the curve; what is left is the group law in affine coordinates, some 15 ms a check.
The points and numbers of a signature come from strangers: each is looked at before it is reckoned with.
"""

from __future__ import annotations

P = 0xFFFFFFFE_FFFFFFFF_FFFFFFFF_FFFFFFFF_FFFFFFFF_00000000_FFFFFFFF_FFFFFFFF
A = P - 3
B = 0x28E9FA9E_9D9F5E34_4D5A9E4B_CF6509A7_F39789F5_15AB8F92_DDBCBD41_4D940E93
N = 0xFFFFFFFE_FFFFFFFF_FFFFFFFF_FFFFFFFF_7203DF6B_21C6052B_53BBF409_39D54123
G = (
    0x32C4AE2C_1F198119_5F990446_6A39C994_8FE30BBF_F2660BE1_715A4589_334C74C7,
    0xBC3736A2_F4F6779C_59BDCEE3_6B692153_D0A9877C_C62A4740_02DF32E5_2139F0A0,
)
IDENTITY = b"1234567812345678"  # of whoever signs, where nobody says another (GM/T 0009, 10)
SIZE = 32  # bytes of a coordinate
Point = tuple[int, int]


def read_point(data: bytes) -> Point:
    """A public key as it stands in a certificate, uncompressed; raises ValueError for one that is not on the curve."""
    if len(data) != 1 + 2 * SIZE or data[0] != 4:
        raise ValueError("no uncompressed point")
    x, y = int.from_bytes(data[1 : 1 + SIZE]), int.from_bytes(data[1 + SIZE :])
    if x >= P or y >= P or (y * y - (x * x + A) * x - B) % P:
        raise ValueError("not on the curve")
    return x, y


def is_signed(key: Point, message: bytes, signature: bytes) -> bool:
    """Whether a signature (the DER of r and s) of a message was made with the key."""
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

    try:
        r, s = decode_dss_signature(signature)
    except ValueError:
        return False
    if not (0 < r < N and 0 < s < N) or (r + s) % N == 0:
        return False
    point = add(multiply(s, G), multiply((r + s) % N, key))
    return point is not None and (digest(key, message) + point[0]) % N == r


def digest(key: Point, message: bytes) -> int:
    """What is signed of a message: with who signs, the curve and the key before it."""
    numbers = (A, B, *G, *key)
    own = b"".join(number.to_bytes(SIZE) for number in numbers)
    return int.from_bytes(sm3(sm3((8 * len(IDENTITY)).to_bytes(2) + IDENTITY + own) + message))


def sm3(data: bytes) -> bytes:
    """The hash of SM3 (GB/T 32905)."""
    from cryptography.hazmat.primitives.hashes import SM3, Hash

    found = Hash(SM3())
    found.update(data)
    return found.finalize()


def multiply(number: int, point: Point) -> Point | None:
    """A point so many times; None is the point at infinity."""
    found: Point | None = None
    for bit in f"{number:b}":
        found = add(found, found)
        if bit == "1":
            found = add(found, point)
    return found


def add(one: Point | None, other: Point | None) -> Point | None:
    """The sum of two points of the curve."""
    if one is None or other is None:
        return one or other
    if one[0] != other[0]:
        slope = (other[1] - one[1]) * pow(other[0] - one[0], -1, P)
    elif (one[1] + other[1]) % P:
        slope = (3 * one[0] * one[0] + A) * pow(2 * one[1], -1, P)
    else:
        return None
    x = (slope * slope - one[0] - other[0]) % P
    return x, (slope * (one[0] - x) - one[1]) % P
