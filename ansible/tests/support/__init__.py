"""What the tests stand on: real servers in private directories, stopped by the process that started them."""
