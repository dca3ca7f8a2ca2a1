"""A load test with a shopper's mix of requests, against a deployment of one's own."""
