"""What starts the product on a bare machine; standard library only, because it runs before the environment exists."""
