package dev.assent.core.keyword;

/** What a person wants by a message, as far as consent is concerned. */
public enum Intent {
    OPT_OUT,
    OPT_IN,
    HELP,
    /** Nothing that concerns consent. */
    NONE
}
