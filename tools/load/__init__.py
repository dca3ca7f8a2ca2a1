"""A load test with a shopper's mix of requests, against your own deployment."""
