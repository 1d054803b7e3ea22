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

### Pages

users-error-session-ended = На этом устройстве вы вышли. Откройте приложение заново.
users-error-session-expired = Вход устарел. Откройте приложение заново.
users-page-profile = Профиль
users-page-level = Уровень { $level }. { $title }
users-page-level-progress = До следующего уровня
users-page-level-highest = Это самый высокий уровень
users-page-level-missing = До следующего уровня { $count ->
    [one] { $count } балл
    [few] { $count } балла
   *[many] { $count } баллов
}
users-page-level-foot = Баллы приходят за пройденные уроки и тесты
users-page-points = { $count ->
    [one] балл
    [few] балла
   *[many] баллов
}
users-page-lessons = { $count ->
    [one] урок
    [few] урока
   *[many] уроков
}
users-page-courses = { $count ->
    [one] курс пройден
    [few] курса пройдено
   *[many] курсов пройдено
}
users-page-my-courses = Мои курсы
users-page-settings = Настройки
users-page-settings-sub = Язык, часовой пояс
users-page-devices = Устройства
users-page-devices-sub = Где открыто приложение
users-page-language = Язык
users-page-language-foot = На этом языке с вами говорят и приложение, и бот.
users-page-time-zone = Часовой пояс
users-page-time-zone-foot = Сейчас там { $time }. По нему показываем время событий и напоминаний.
users-page-time-zone-device = Как на этом устройстве: { $zone }
users-page-appearance = Оформление
users-page-theme = Как в Telegram
users-page-theme-sub = Цвета и тёмная тема меняются вместе с ним
users-page-device-this = Это устройство
users-page-device-unknown = Неизвестное устройство
users-page-device-end = Выйти
users-page-device-end-label = Выйти на устройстве: { $device }
users-page-device-end-others = Выйти на всех остальных
users-page-devices-foot = Если видите незнакомое устройство, выйдите на нём и проверьте сеансы в настройках Telegram.
users-page-devices-others = Другие устройства
users-page-devices-alone = Больше нигде не открыто
users-page-device-ended = На устройстве вышли
users-page-devices-ended = На остальных устройствах вышли
users-error-no-session = Здесь нет входа, который можно завершить.
users-error-not-proven = Язык и часовой пояс общие для всех сообществ. Чтобы их сменить, откройте настройки в боте платформы.
users-page-settings-platform = Открыть бота платформы
