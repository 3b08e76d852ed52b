package dev.assent.core.consent;

/** How a person opted in (C1). {@code IMPORT} is the one method that is not the person's own act at the time. */
public enum OptInMethod {
    WEB_FORM,
    LANDING_PAGE,
    WIDGET,
    CHECKOUT,
    SIGN_UP,
    ACCOUNT_SETTINGS,
    IN_CHAT,
    CHAT_LINK,
    QR_CODE,
    CLICK_TO_WHATSAPP_AD,
    SOCIAL,
    WEB_CHAT,
    SMS,
    EMAIL,
    IVR,
    CALL_CENTER,
    PAPER,
    IN_PERSON,
    KIOSK,
    APP,
    IMPORT,
    API;

    /** Whether the record stems from the person's own act; only such an opt-in lifts an earlier opt-out. */
    public boolean isOwnAct() {
        return this != IMPORT;
    }
}
