"""Makes the models, calls and methods of the client from the API's OpenAPI document."""
