"""What Pressluft's modules share on the node: streams, artifacts, layout and lease. Python 3.9, standard library."""
