"""What the API takes and answers, as marshmallow schemas: the document at /openapi.json is made of them."""
