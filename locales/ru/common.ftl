common-back = Назад
common-stale-button = Эта кнопка устарела, вот свежее сообщение
common-error-refused = Так не получится.
common-error-unauthorized = Откройте приложение заново: вход устарел.
common-error-forbidden = На это у вас нет прав. Их может дать администратор сообщества.
common-error-not-found = Такого здесь нет.
common-error-conflict = Так сейчас нельзя: за это время что-то изменилось. Обновите и попробуйте ещё раз.
common-error-gone = Срок действия истёк.
common-error-too-large = Это слишком большой объём.
common-error-invalid = Проверьте, что заполнено.
common-error-field-invalid = Здесь что-то не так.
common-error-rate-limited = Слишком часто. Попробуйте чуть позже.
common-error-unavailable = Сейчас это недоступно. Попробуйте позже.
common-error-unexpected =
    Не получилось выполнить этот шаг. Всё, что было сохранено раньше, на месте.
    Попробуйте ещё раз; если не поможет, напишите администратору код { $code }.
