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
