// Precompiled headers need a source that is compiled with them.
