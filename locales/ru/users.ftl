users-settings-button = Настройки
users-settings =
    <b>Настройки</b>
    Язык: { $language }
users-language-button = Сменить язык
users-language = <b>На каком языке говорить?</b>
users-language-ru = Русский
users-language-en = English
users-language-changed = Теперь говорим по-русски
users-command-settings = Настройки
users-command-language = Язык
