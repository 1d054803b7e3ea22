users-settings-button = Settings
users-settings =
    <b>Settings</b>
    Language: { $language }
users-language-button = Change language
users-language = <b>Which language shall we speak?</b>
users-language-ru = Русский
users-language-en = English
users-language-changed = English it is
users-command-settings = Settings
users-command-language = Language

### Pages

users-error-session-ended = You’re signed out on this device. Open the app again.
users-error-session-expired = Your sign-in has expired. Open the app again.
users-page-profile = Profile
users-page-level = Level { $level }. { $title }
users-page-level-progress = To the next level
users-page-level-highest = This is the highest level
users-page-level-missing = { $count ->
    [one] { $count } point
   *[other] { $count } points
} to the next level
users-page-level-foot = Points come for finished lessons and quizzes
users-page-points = { $count ->
    [one] point
   *[other] points
}
users-page-lessons = { $count ->
    [one] lesson
   *[other] lessons
}
users-page-courses = { $count ->
    [one] course finished
   *[other] courses finished
}
users-page-my-courses = My courses
users-page-settings = Settings
users-page-settings-sub = Language, time zone
users-page-devices = Devices
users-page-devices-sub = Where the app is open
users-page-language = Language
users-page-language-foot = Both the app and the bot speak it with you.
users-page-time-zone = Time zone
users-page-time-zone-foot = It’s { $time } there now. Events and reminders are shown in it.
users-page-time-zone-device = As on this device: { $zone }
users-page-appearance = Appearance
users-page-theme = As in Telegram
users-page-theme-sub = Colours and dark mode follow it
users-page-device-this = This device
users-page-device-unknown = Unknown device
users-page-device-end = Sign out
users-page-device-end-label = Sign out on: { $device }
users-page-device-end-others = Sign out everywhere else
users-page-devices-foot = If you don’t recognise a device, sign out of it and check the sessions in Telegram’s settings.
users-page-devices-others = Other devices
users-page-devices-alone = Not open anywhere else
users-page-device-ended = Signed out there
users-page-devices-ended = Signed out everywhere else
users-error-no-session = There is no sign-in here to end.
users-error-not-proven = Your language and time zone are the same in every community. To change them, open settings in the platform’s bot.
users-page-settings-platform = Open the platform’s bot
