"""One file an engine: the protocol is `data_access.backend.Backend`, the name to offer it under `BACKEND`."""
