"""Code from elsewhere, made into benchmarks that `coveval eval --bench domain:DIR` asks about."""
