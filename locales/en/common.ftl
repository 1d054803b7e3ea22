common-page-button = { $page } of { $pages }
common-back = Back
common-stale-button = That button is out of date, here is a fresh message
common-too-fast = That was too fast. Wait a few seconds and repeat the last step.
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
common-error-malformed = The request could not be read.
common-error-method-not-allowed = That cannot be done at this address.
common-error-unsupported-type = Data of this kind is not accepted here.
common-error-init-data = Open the app from Telegram again: this sign-in data is not valid.
common-error-init-data-expired = The app was opened too long ago. Close it and open it again.
common-error-session-expired = Your sign-in has expired. Open the app again.
common-error-field-missing = This has to be filled in.
common-error-field-unknown = There is no such field here.
common-error-field-duplicate = This value is given twice.
common-error-field-too-short = { $min_length ->
    [one] At least { $min_length } character is needed here.
   *[other] At least { $min_length } characters are needed here.
}
common-error-field-too-long = { $max_length ->
    [one] There is room for { $max_length } character here.
   *[other] There is room for { $max_length } characters here.
}
common-error-field-too-small = Not less than { $ge }.
common-error-field-too-big = Not more than { $le }.
common-problem-malformed = Request not understood
common-problem-unauthorized = Sign-in needed
common-problem-forbidden = No access
common-problem-not-found = Not found
common-problem-method-not-allowed = Not possible here
common-problem-conflict = Not possible right now
common-problem-gone = Expired
common-problem-too-large = Too much
common-problem-unsupported-type = Wrong kind of data
common-problem-invalid = Some fields need attention
common-problem-rate-limited = Too fast
common-problem-internal = Server error
common-problem-unavailable = Not available right now

### Pages

common-loading = Loading
common-retry = Try again
common-close = Close
common-offline = You’re offline. Showing what is already loaded
common-page-code-label = Code for support:
common-failed-title = The page didn’t open
common-failed-text = Something failed on our side, and we know about it. Everything you did before is saved.
common-unreachable-title = No connection
common-unreachable-text = The server can’t be reached. Check your network: everything you did before is saved.
common-unreachable = No connection. Try again
common-expired-title = Your sign-in has expired
common-expired-text = Close the app and open it again from the chat with the bot. Everything is saved.
common-expired-button = Open again
common-forbidden-title = No access
common-forbidden-text = A community admin can grant it.
common-missing-title = Nothing here
common-missing-text = It may have been removed, or the link leads to the wrong place.
common-missing-button = Go to the home page
common-outside-title = Open it in Telegram
common-outside-text = This app lives inside Telegram and knows you there without a password.
common-outside-button = Open the bot
common-no-scripts = This app needs JavaScript: turn it on in your browser.
