"""Webhooks as Standard Webhooks specifies them (standardwebhooks.com): signed, tried again, never to an inside address."""
