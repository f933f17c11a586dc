"""The version that a manifest names when the controller does not say its own."""
VERSION = "0.1.0"
