#!/usr/bin/env python3
"""Signs random requests with the vendor's own signer, for `vendor_signer.rs` to compare with: `vendor_signer.py 10000 SEED`."""

import json
import random
import sys

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import Signer

RESERVED = "!#$&'()*+,/:;=?@[]%\"<>\\^`{|}~-._ \t"
LETTERS = "abcXYZ0189äßЖ中文字🦀\u0301\u200b" + RESERVED
PLAIN = "abcdefXYZ0123456789-_."
METHODS = ["GET", "POST", "PUT", "DELETE", "get", "Post"]
TYPES = [None, "application/json", "application/json;charset=UTF-8", "application/bson", "text/plain", "application/xml"]


def word(chance, letters, low, high):
    return "".join(chance.choice(letters) for _ in range(chance.randint(low, high)))


def request(chance):
    # A path stands as it is sent: pieces in which anything may be encoded, or be wrong.
    pieces = [word(chance, PLAIN + "%äЖ中 +:@!$&'()*,;=~", 0, 8) for _ in range(chance.randint(0, 5))]
    encoded = [chance.choice(["%2F", "%C3%A4", "%ff", "%zz", "%", "%E4%B8%AD", ""]) for _ in pieces]
    path = "/" + "/".join(piece + more for piece, more in zip(pieces, encoded))
    query = [(word(chance, LETTERS, 0, 6), word(chance, LETTERS, 0, 12)) for _ in range(chance.randint(0, 6))]
    headers = {"X-Sdk-Date": "2026%02d%02dT%02d%02d%02dZ" % tuple(chance.randint(1, high) for high in (12, 28, 23, 59, 59))}
    for _ in range(chance.randint(0, 4)):
        headers[chance.choice(["X-", "x_", "Z-"]) + word(chance, "abcXYZ09-_", 1, 10)] = word(chance, LETTERS, 0, 12)
    names = {}
    for name in headers:
        names.setdefault(name.lower(), name)
    headers = {name: headers[name] for name in names.values()}
    kind = chance.choice(TYPES)
    if kind:
        headers["Content-Type"] = kind
    body = chance.choice(["", "{}", json.dumps({"name": word(chance, LETTERS, 0, 20)}, ensure_ascii=False)])
    return chance.choice(METHODS), path, query, headers, body


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10000
    chance = random.Random(sys.argv[2] if len(sys.argv) > 2 else "modelarts")
    for _ in range(count):
        method, path, query, headers, body = request(chance)
        ak, sk = word(chance, "ABCDEF0123456789", 1, 20), word(chance, LETTERS, 1, 40)
        host = chance.choice(["modelarts.example.com", "127.0.0.1:8080", "modelarts.eu-de.otc.t-systems.com"])
        signed = SdkRequest(
            method=method, schema="https", host=host, resource_path=path, query_params=list(query),
            header_params=dict(headers), body=body,
        )
        Signer(BasicCredentials(ak, sk)).sign(signed)
        print(json.dumps({
            "method": method, "host": host, "path": path, "query": query, "headers": headers, "body": body,
            "ak": ak, "sk": sk, "authorization": signed.header_params["Authorization"],
        }))


main()
