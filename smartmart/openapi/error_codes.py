"""What each error code means, who can fix it, and how."""

from typing import NamedTuple

PROGRAM, PERSON, STAFF, OPERATOR = "front end", "user", "staff", "operator"


class Code(NamedTuple):
    meaning: str
    who: str
    how: str


CODES: dict[str, Code] = {
    # Any call
    "parse_error": Code("The body isn't valid JSON.", PROGRAM, "Send valid JSON in UTF-8."),
    "invalid_host": Code(
        "The Host header names another site.", OPERATOR, "Add the name to `ALLOWED_HOSTS`."
    ),
    "not_authenticated": Code(
        "The call needs a token.", PROGRAM, "Log in and send `Authorization: Bearer …`."
    ),
    "token_not_valid": Code(
        "The token is malformed, expired, revoked or of the wrong type.",
        PROGRAM,
        "Refresh once; if that fails too, ask the user to log in.",
    ),
    "permission_denied": Code(
        "This account may not do this.", STAFF, "Give the account the group it needs."
    ),
    "not_found": Code(
        "Nothing is at this address, or it isn't visible to this user.",
        PROGRAM,
        "Check the id and slug; read the list again.",
    ),
    "method_not_allowed": Code(
        "The address doesn't know this method.", PROGRAM, "Use a method that `Allow` names."
    ),
    "not_acceptable": Code(
        "The API can't answer in the wanted format.", PROGRAM, "Accept `application/json`."
    ),
    "unsupported_media_type": Code(
        "The content type isn't supported.", PROGRAM, "Send `application/json`."
    ),
    "request_too_large": Code(
        "The body is too large.",
        PROGRAM,
        "Send less than 2.5 MB; of a picture, less than `PICTURE_MAX_MB`.",
    ),
    "throttled": Code(
        "Too many requests.", PROGRAM, "Wait the number of seconds in `Retry-After`."
    ),
    "service_unavailable": Code(
        "The database or the cache doesn't respond.",
        OPERATOR,
        "Send it again in a moment; check `/health/ready/` if it stays.",
    ),
    "busy": Code(
        "Others wrote the same rows; nothing was saved.", PROGRAM, "Send it again in a moment."
    ),
    "error": Code("A bug on the server.", OPERATOR, "Search the logs for the `X-Request-ID`."),
    # Pictures
    "invalid_image": Code(
        "The file is no JPEG, PNG, WebP or AVIF picture, or it is damaged.",
        PERSON,
        "Choose another file, or save it anew.",
    ),
    "image_too_large": Code(
        "The picture has too many bytes (`PICTURE_MAX_MB`) or pixels (`PICTURE_MAX_MEGAPIXELS`).",
        PERSON,
        "Make it smaller; 1600 pixels are enough.",
    ),
    "too_many_images": Code(
        "A product has at most 50 pictures.", PERSON, "Remove some, then upload again."
    ),
    # Any field
    "required": Code("The field is missing.", PROGRAM, "Send the field."),
    "blank": Code("The field is empty.", PERSON, "Fill it in."),
    "null": Code("The field can't be null.", PROGRAM, "Send a value or leave it out."),
    "invalid": Code(
        "The value has the wrong form.", PERSON, "Correct the value; `detail` says how."
    ),
    "invalid_choice": Code(
        "The value isn't one of the choices.", PROGRAM, "Use a choice from the schema."
    ),
    "does_not_exist": Code(
        "The value refers to nothing that exists.", PROGRAM, "Read the list and choose again."
    ),
    "incorrect_type": Code("The reference has the wrong type.", PROGRAM, "Send an id."),
    "unique": Code("The value is taken.", PERSON, "Choose another one."),
    "max_length": Code("The text is too long.", PERSON, "Shorten it."),
    "min_length": Code("Too short, or too few.", PERSON, "Send more."),
    "max_value": Code("The number is too large.", PERSON, "Send a smaller one."),
    "min_value": Code("The number is too small.", PERSON, "Send a larger one."),
    "max_digits": Code("The number has too many digits.", PERSON, "Send fewer digits."),
    "max_decimal_places": Code("Too many decimal places.", PERSON, "Send two at most."),
    "empty": Code("The list is empty.", PERSON, "Add at least one item."),
    "not_a_list": Code("A list is expected.", PROGRAM, "Send a JSON array."),
    "ambiguous": Code("A field was sent twice with different values.", PROGRAM, "Send it once."),
    # Accounts
    "invalid_credentials": Code(
        "E-mail, password or second factor is wrong, or the account is inactive.",
        PERSON,
        "Try again, or reset the password.",
    ),
    "otp_required": Code(
        "The account has a second factor.", PERSON, "Log in again with `otp` from the app."
    ),
    "invalid_token": Code(
        "The emailed link is unknown, used or expired.", PERSON, "Request a new link."
    ),
    "invalid_password": Code(
        "The current password is wrong.", PERSON, "Type it again, or reset it."
    ),
    "password_too_short": Code("The password is too short.", PERSON, "Choose a longer one."),
    "password_too_common": Code("The password is well known.", PERSON, "Choose a rarer one."),
    "password_too_similar": Code(
        "The password resembles the user's data.", PERSON, "Choose a different one."
    ),
    "password_entirely_numeric": Code("The password has digits only.", PERSON, "Add letters."),
    "consent_required": Code(
        "The privacy policy wasn't accepted.", PERSON, "Accept it: `accept_privacy: true`."
    ),
    "last_superuser": Code(
        "The last active superuser can't be locked out.", STAFF, "Appoint another one first."
    ),
    "too_many_addresses": Code(
        "The address book is full (20).", PERSON, "Delete an address first."
    ),
    # Catalogue
    "precondition_failed": Code(
        "It has changed since the `ETag` in `If-Match`.", PROGRAM, "Read it again and merge."
    ),
    "category_not_empty": Code(
        "The category still has subcategories or products.", STAFF, "Move or delete them first."
    ),
    "cycle": Code("The category would be its own ancestor.", STAFF, "Choose another parent."),
    "too_deep": Code("Categories are nested too deeply.", STAFF, "Choose a higher parent."),
    "moved": Code("The category has been moved.", PROGRAM, "Read the tree again and repeat."),
    "not_above_price": Code(
        "`compare_at_price` isn't above `price`.", STAFF, "Raise it, or send null."
    ),
    "has_variants": Code(
        "The product has variants, so it can't become one.", STAFF, "Choose another product."
    ),
    "is_variant": Code("`variant_of` names a variant.", STAFF, "Name the main product instead."),
    "option_names": Code(
        "All variants of a product have the same option names.", STAFF, "Use those names."
    ),
    "too_many_variants": Code(
        "The product has as many variants as it can have.", STAFF, "Make a second product."
    ),
    "in_stock": Code(
        "The product is in stock, so no mail is needed.", PROGRAM, "Let it be bought."
    ),
    "too_many": Code("There are too many of them already.", PERSON, "Remove one first."),
    # Cart and checkout
    "product_unavailable": Code(
        "The product is unknown, inactive or deleted.", PERSON, "Remove it from the cart."
    ),
    "price_changed": Code(
        "`price` isn't today's price.", PERSON, "Show the price in `detail` and ask again."
    ),
    "insufficient_stock": Code(
        "There are fewer free units than wanted.", PERSON, "Lower the quantity."
    ),
    "choose_variant": Code(
        "The product has variants and isn't sold itself.", PERSON, "Choose one of `variants`."
    ),
    "cart_rejected": Code("The cart can't be bought.", PERSON, "Fix each item that `attr` names."),
    "nothing_to_pay": Code("The total is zero.", STAFF, "Lower the voucher's discount."),
    "unknown_place": Code("No such department or city.", PERSON, "Choose one from `GET /places/`."),
    "invalid_check_digit": Code("The NIT's check digit is wrong.", PERSON, "Check the NIT."),
    "voucher_unknown": Code("Voucher not found.", PERSON, "Check the code."),
    "voucher_expired": Code("The voucher's last day is over.", PERSON, "Remove the voucher."),
    "voucher_used_up": Code("The voucher has no uses left.", PERSON, "Remove the voucher."),
    "voucher_not_applicable": Code(
        "The voucher isn't for this cart, or not yet valid.", PERSON, "Change the cart."
    ),
    "idempotency_conflict": Code(
        "This `Idempotency-Key` came with another body.", PROGRAM, "Use a new key per request."
    ),
    "conflict": Code("The request contradicts an earlier one.", PROGRAM, "Read it again."),
    "gateway_unavailable": Code(
        "ePayco can't be reached.", OPERATOR, "Try again; run `manage.py epayco_doctor`."
    ),
    "not_verified": Code(
        "Recorded, but ePayco couldn't be asked back.", OPERATOR, "Deliver the notice again."
    ),
    "invalid_signature": Code(
        "The notice isn't signed by this shop's `P_KEY`.", OPERATOR, "Check the keys."
    ),
    # Orders
    "invalid_transition": Code(
        "The order can't go to this status from its status.", STAFF, "Take the next step."
    ),
    "refund_refused": Code(
        "The refund breaks a rule.", STAFF, "See `attr` and `detail`; lower the amount."
    ),
    "return_refused": Code(
        "More than was bought and not returned yet.", PERSON, "Lower the quantity."
    ),
    "not_delivered": Code("The order isn't delivered yet.", PERSON, "Wait for the delivery."),
    "withdrawal_period_over": Code("The days for a return are over.", PERSON, "Ask the shop."),
    "not_possible": Code("It can't be done in this state.", STAFF, "Reload and choose again."),
    "not_ready": Code("It isn't ready for this step.", STAFF, "Finish the step before it."),
    "note_missing": Code("The action needs a note.", STAFF, "Say why."),
}
