common-back = Back
common-stale-button = That button is out of date, here is a fresh message
common-error-refused = That won’t work.
common-error-unauthorized = Open the app again: your sign-in has expired.
common-error-forbidden = You have no right to do this. A community admin can grant it.
common-error-not-found = There is no such thing here.
common-error-conflict = Not possible right now: something has changed meanwhile. Refresh and try again.
common-error-gone = This has expired.
common-error-too-large = That is too much.
common-error-invalid = Check what you filled in.
common-error-field-invalid = Something is wrong here.
common-error-rate-limited = Too fast. Try again a little later.
common-error-unavailable = Not available right now. Try again later.
common-error-unexpected =
    This step failed. Everything saved before is safe.
    Try again; if that doesn’t help, send an admin the code { $code }.
