common-page-button = { $page } из { $pages }
common-back = Назад
common-stale-button = Эта кнопка устарела, вот свежее сообщение
common-too-fast = Слишком быстро. Подождите несколько секунд и повторите последнее действие.
common-error-refused = Так не получится.
common-error-unauthorized = Откройте приложение заново: вход устарел.
common-error-forbidden = На это у вас нет прав. Их может дать администратор сообщества.
common-error-not-found = Такого здесь нет.
common-error-conflict = Так сейчас нельзя: за это время что-то изменилось. Обновите и попробуйте ещё раз.
common-error-gone = Срок действия истёк.
common-error-too-large = Это слишком большой объём.
common-error-invalid = Проверьте, что заполнено.
common-error-field-invalid = Здесь что-то не так.
common-error-rate-limited = Слишком часто. Попробуйте чуть позже.
common-error-unavailable = Сейчас это недоступно. Попробуйте позже.
common-error-unexpected =
    Не получилось выполнить этот шаг. Всё, что было сохранено раньше, на месте.
    Попробуйте ещё раз; если не поможет, напишите администратору код { $code }.
common-error-malformed = Запрос не удалось прочитать.
common-error-method-not-allowed = По этому адресу так не делают.
common-error-unsupported-type = Данные такого вида здесь не принимаются.
common-error-init-data = Откройте приложение заново из Telegram: эти данные для входа не подходят.
common-error-init-data-expired = Приложение открыто слишком давно. Закройте его и откройте заново.
common-error-session-expired = Вход устарел. Откройте приложение заново.
common-error-field-missing = Это нужно заполнить.
common-error-field-unknown = Такого поля здесь нет.
common-error-field-duplicate = Это значение указано дважды.
common-error-field-too-short = { $min_length ->
    [one] Здесь нужен хотя бы { $min_length } символ.
    [few] Здесь нужно хотя бы { $min_length } символа.
   *[many] Здесь нужно хотя бы { $min_length } символов.
}
common-error-field-too-long = { $max_length ->
    [one] Здесь помещается { $max_length } символ.
    [few] Здесь помещается { $max_length } символа.
   *[many] Здесь помещается { $max_length } символов.
}
common-error-field-too-small = Не меньше { $ge }.
common-error-field-too-big = Не больше { $le }.
common-problem-malformed = Запрос не прочитан
common-problem-unauthorized = Нужно войти
common-problem-forbidden = Нет прав
common-problem-not-found = Не найдено
common-problem-method-not-allowed = Так здесь нельзя
common-problem-conflict = Сейчас нельзя
common-problem-gone = Срок истёк
common-problem-too-large = Слишком много
common-problem-unsupported-type = Не тот вид данных
common-problem-invalid = Заполнено с ошибками
common-problem-rate-limited = Слишком часто
common-problem-internal = Ошибка на сервере
common-problem-unavailable = Сейчас недоступно

### Pages

common-loading = Загружаем
common-retry = Попробовать ещё раз
common-close = Закрыть
common-offline = Нет сети. Показываем то, что уже загружено
common-page-code-label = Код для поддержки:
common-failed-title = Страница не открылась
common-failed-text = Ошибка на нашей стороне, мы о ней уже знаем. Всё, что вы сделали раньше, сохранено.
common-unreachable-title = Нет связи
common-unreachable-text = Сервер не отвечает. Проверьте сеть: всё, что вы сделали раньше, сохранено.
common-unreachable = Нет связи. Попробуйте ещё раз
common-expired-title = Вход устарел
common-expired-text = Закройте приложение и откройте его заново из чата с ботом. Всё сохранено.
common-expired-button = Открыть заново
common-forbidden-title = Нет прав
common-forbidden-text = Их может дать администратор сообщества.
common-missing-title = Здесь ничего нет
common-missing-text = Возможно, это убрали, или ссылка ведёт не туда.
common-missing-button = На главную
common-outside-title = Откройте в Telegram
common-outside-text = Это приложение живёт внутри Telegram и узнаёт вас там без пароля.
common-outside-button = Открыть бота
common-no-scripts = Чтобы приложение заработало, включите в браузере JavaScript.
