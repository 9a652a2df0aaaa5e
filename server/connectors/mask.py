"""What stands where a secret is stored. It is public: equal for every secret, whatever its length."""

MASK = "********"
