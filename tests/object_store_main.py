"""``python object_store_main.py``: an S3 server on loopback with one bucket and one user, in a process of its own.

Run by an environment that has moto; says on its standard output, as one line of JSON, which environment variables lead
to it. Requests are refused that are not signed by that user. Ends when its standard input is closed.
"""

from __future__ import annotations

import json
import logging
import sys

import boto3
from moto import settings
from moto.server import ThreadedMotoServer

REGION = "eu-central-1"
BUCKET = "archive"
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}


def main() -> None:
    """Serve until nobody listens any more."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    options = {"endpoint_url": endpoint, "region_name": REGION, "aws_access_key_id": "x", "aws_secret_access_key": "x"}
    boto3.client("s3", **options).create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    users = boto3.client("iam", **options)
    users.create_user(UserName="newsroom")
    users.put_user_policy(UserName="newsroom", PolicyName="all", PolicyDocument=json.dumps(POLICY))
    key = users.create_access_key(UserName="newsroom")["AccessKey"]
    # From the next request on, signatures count.
    settings.INITIAL_NO_AUTH_ACTION_COUNT = 0
    variables = {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ALLOW_HTTP": "true",
        "AWS_REGION": REGION,
        "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
    }
    sys.stdout.write(json.dumps({"url": f"s3://{BUCKET}", "variables": variables}) + "\n")
    sys.stdout.flush()
    sys.stdin.read()
    server.stop()


if __name__ == "__main__":
    main()
