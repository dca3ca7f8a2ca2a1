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
    "bad_request": Code(
        "The request isn't valid HTTP, or its URL isn't valid UTF-8.",
        PROGRAM,
        "Send a well-formed request.",
    ),
    "invalid_host": Code(
        "The Host header names another site.", OPERATOR, "Add the name to `ALLOWED_HOSTS`."
    ),
    "not_authenticated": Code(
        "The call needs a token.", PROGRAM, "Log in and send `Authorization: Bearer …`."
    ),
    "authentication_failed": Code(
        "The token of the metrics is wrong.", OPERATOR, "Send `METRICS_TOKEN` as a bearer token."
    ),
    "token_not_valid": Code(
        "The token is malformed, expired, revoked or of the wrong type.",
        PROGRAM,
        "Refresh once; if that fails too, ask the user to log in.",
    ),
    "permission_denied": Code(
        "This account doesn't have permission.", STAFF, "Add the account to the group it needs."
    ),
    "not_found": Code(
        "Not found, or not visible to this user.",
        PROGRAM,
        "Check the id and slug; reload the list.",
    ),
    "method_not_allowed": Code(
        "This URL doesn't support the method.", PROGRAM, "Use a method listed in `Allow`."
    ),
    "not_acceptable": Code(
        "The API doesn't offer this response format.", PROGRAM, "Accept `application/json`."
    ),
    "unsupported_media_type": Code(
        "The content type isn't supported.", PROGRAM, "Send `application/json`."
    ),
    "request_too_large": Code(
        "The body is too large.",
        PROGRAM,
        "Send less than 2.5 MB, or less than `PICTURE_MAX_MB` for an image.",
    ),
    "throttled": Code(
        "Too many requests.", PROGRAM, "Wait the number of seconds in `Retry-After`."
    ),
    "service_unavailable": Code(
        "The database or the cache doesn't respond.",
        OPERATOR,
        "Retry in a moment. If the error persists, check `/health/ready/`.",
    ),
    "busy": Code(
        "Concurrent requests changed the same data; nothing was saved.",
        PROGRAM,
        "Retry in a moment.",
    ),
    "error": Code("A bug on the server.", OPERATOR, "Search the logs for the `X-Request-ID`."),
    # Images
    "invalid_image": Code(
        "The file isn't a JPEG, PNG, WebP or AVIF image, or it is damaged.",
        PERSON,
        "Choose another file, or save the image again.",
    ),
    "image_too_large": Code(
        "The image has too many bytes (`PICTURE_MAX_MB`) or pixels (`PICTURE_MAX_MEGAPIXELS`).",
        PERSON,
        "Make it smaller; a longer side of 1600 pixels is enough.",
    ),
    "too_many_images": Code(
        "A product can have at most 50 images.", PERSON, "Remove some, then upload again."
    ),
    "no_name": Code("The uploaded file has no name.", PROGRAM, "Send a `filename`."),
    # Any field
    "required": Code("The field is missing.", PROGRAM, "Send the field."),
    "blank": Code("The field is empty.", PERSON, "Fill it in."),
    "null": Code("The field can't be null.", PROGRAM, "Send a value or leave it out."),
    "invalid": Code("The value is invalid.", PERSON, "Correct the value; see `detail`."),
    "invalid_choice": Code(
        "The value isn't one of the choices.", PROGRAM, "Use a choice from the schema."
    ),
    "does_not_exist": Code(
        "The value refers to an object that doesn't exist.",
        PROGRAM,
        "Reload the list and choose again.",
    ),
    "incorrect_type": Code("The reference has the wrong type.", PROGRAM, "Send an id."),
    "unique": Code("The value is already in use.", PERSON, "Choose another one."),
    "max_length": Code("The text is too long.", PERSON, "Shorten it."),
    "min_length": Code("Too short, or too few items.", PERSON, "Send more."),
    "max_value": Code("The number is too large.", PERSON, "Send a smaller one."),
    "min_value": Code("The number is too small.", PERSON, "Send a larger one."),
    "max_digits": Code("The number has too many digits.", PERSON, "Send fewer digits."),
    "max_decimal_places": Code("Too many decimal places.", PERSON, "Send two at most."),
    "empty": Code("The list is empty.", PERSON, "Add at least one item."),
    "max_whole_digits": Code(
        "The number has too many digits before the point.", PERSON, "Send a smaller one."
    ),
    "max_string_length": Code(
        "The number is written with too many characters.", PROGRAM, "Send a number."
    ),
    "not_a_list": Code("A list is expected.", PROGRAM, "Send a JSON array."),
    "not_a_dict": Code("An object is expected.", PROGRAM, "Send a JSON object."),
    "null_characters_not_allowed": Code(
        "The text contains a NUL character.", PERSON, "Remove the character."
    ),
    "surrogate_characters_not_allowed": Code(
        "The text contains half a character, such as an emoji cut in two.",
        PROGRAM,
        "Send valid Unicode.",
    ),
    "control": Code(
        "The name contains control characters, such as a line break.", PERSON, "Remove them."
    ),
    "hidden": Code(
        "The name contains invisible or direction-changing characters.", PERSON, "Remove them."
    ),
    "ambiguous": Code("A field was sent twice with different values.", PROGRAM, "Send it once."),
    # Accounts
    "invalid_credentials": Code(
        "The email, password or second factor is wrong, or the account is inactive.",
        PERSON,
        "Try again, or reset the password.",
    ),
    "otp_required": Code(
        "The account needs a second factor.", PERSON, "Log in again with the app's code in `otp`."
    ),
    "invalid_token": Code(
        "The emailed link is unknown, used or expired.", PERSON, "Request a new link."
    ),
    "invalid_password": Code(
        "The current password is wrong.", PERSON, "Type it again, or reset it."
    ),
    "password_too_short": Code("The password is too short.", PERSON, "Choose a longer one."),
    "password_too_common": Code("The password is too common.", PERSON, "Choose a different one."),
    "password_too_similar": Code(
        "The password is too similar to the user's data.", PERSON, "Choose a different one."
    ),
    "password_entirely_numeric": Code("The password has digits only.", PERSON, "Add letters."),
    "consent_required": Code(
        "The privacy policy wasn't accepted.", PERSON, "Accept it: `accept_privacy: true`."
    ),
    "last_superuser": Code(
        "This is the last active superuser.", STAFF, "Make another account a superuser first."
    ),
    "too_many_addresses": Code(
        "The address book is full (20).", PERSON, "Delete an address first."
    ),
    # Catalog
    "precondition_failed": Code(
        "The object has changed since the `ETag` in `If-Match`.",
        PROGRAM,
        "Reload it and apply the change again.",
    ),
    "category_not_empty": Code(
        "The category still has subcategories or products.", STAFF, "Move or delete them first."
    ),
    "cycle": Code("The category would be its own ancestor.", STAFF, "Choose another parent."),
    "too_deep": Code("Categories are nested too deeply.", STAFF, "Choose a higher parent."),
    "moved": Code("The category has been moved.", PROGRAM, "Reload the tree and retry."),
    "not_above_price": Code(
        "`compare_at_price` isn't greater than `price`.", STAFF, "Raise it, or send null."
    ),
    "has_variants": Code(
        "A product with variants can't become a variant.", STAFF, "Choose another product."
    ),
    "is_variant": Code("`variant_of` is itself a variant.", STAFF, "Use its main product."),
    "max_options": Code("A variant has at most 3 options.", STAFF, "Remove some."),
    "duplicate": Code("An option is named twice.", STAFF, "Remove one."),
    "option_names": Code(
        "The option names differ from those of the product's other variants.",
        STAFF,
        "Use the same option names.",
    ),
    "too_many_variants": Code(
        "The product has the maximum number of variants.", STAFF, "Create a second product."
    ),
    "in_stock": Code(
        "The product is in stock, so no alert is needed.", PROGRAM, "Offer it for sale."
    ),
    "too_many": Code("The maximum number is reached.", PERSON, "Remove one first."),
    # Cart and checkout
    "product_unavailable": Code(
        "The product is unknown, inactive or deleted.", PERSON, "Remove it from the cart."
    ),
    "price_changed": Code(
        "`price` isn't the current price.",
        PERSON,
        "Show the price in `detail` and ask for confirmation.",
    ),
    "insufficient_stock": Code("Not enough units are available.", PERSON, "Lower the quantity."),
    "choose_variant": Code(
        "The product is sold only as one of its variants.", PERSON, "Choose one of `variants`."
    ),
    "cart_rejected": Code("The cart can't be bought.", PERSON, "Fix each item listed in `attr`."),
    "nothing_to_pay": Code("The total is zero.", STAFF, "Lower the voucher's discount."),
    "unknown_place": Code(
        "Department or city not found.", PERSON, "Choose one from `GET /places/`."
    ),
    "invalid_check_digit": Code("The NIT's check digit is wrong.", PERSON, "Check the NIT."),
    "voucher_unknown": Code("Voucher not found.", PERSON, "Check the code."),
    "voucher_expired": Code("The voucher has expired.", PERSON, "Remove the voucher."),
    "voucher_used_up": Code("The voucher has no uses left.", PERSON, "Remove the voucher."),
    "voucher_not_applicable": Code(
        "The voucher doesn't apply to this cart, or isn't valid yet.",
        PERSON,
        "Change the cart, or remove the voucher.",
    ),
    "idempotency_conflict": Code(
        "This `Idempotency-Key` was used with a different body.",
        PROGRAM,
        "Use a new key for each new request.",
    ),
    "conflict": Code(
        "The request conflicts with an earlier one.", PROGRAM, "Reload the object and retry."
    ),
    "gateway_unavailable": Code(
        "ePayco can't be reached.", OPERATOR, "Retry; run `manage.py epayco_doctor`."
    ),
    "not_verified": Code(
        "Recorded, but not yet verified with ePayco.", OPERATOR, "Send the notification again."
    ),
    "invalid_signature": Code(
        "The notification isn't signed with this shop's `P_KEY`.", OPERATOR, "Check the keys."
    ),
    # Orders
    "invalid_transition": Code(
        "The order can't change to this status.", STAFF, "Choose one of the next statuses."
    ),
    "refund_refused": Code(
        "The refund is invalid, for example too high.", STAFF, "See `attr` and `detail`."
    ),
    "return_refused": Code(
        "The quantity exceeds what was bought and not returned yet.", PERSON, "Lower the quantity."
    ),
    "not_delivered": Code("The order hasn't been delivered yet.", PERSON, "Wait for the delivery."),
    "withdrawal_period_over": Code("The withdrawal period is over.", PERSON, "Contact the shop."),
    "not_possible": Code(
        "The action isn't possible in this state.", STAFF, "Reload and choose again."
    ),
    "not_ready": Code(
        "The server is shutting down, or the database or the cache doesn't respond.",
        OPERATOR,
        "Check the database and the cache; during a shutdown do nothing.",
    ),
    "note_missing": Code("The action needs a note.", STAFF, "Enter a reason."),
}
