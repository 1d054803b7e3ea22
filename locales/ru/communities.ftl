communities-menu =
    <b>{ $title }</b>
    Здравствуйте, { $name }. Выберите, с чего начать.
communities-hint =
    Не понимаю, к чему это. Откройте меню: /menu
communities-error-banned = Вход в это сообщество для вас закрыт.
communities-command-menu = Главное меню
communities-command-help = Что здесь можно
communities-command-cancel = Закрыть начатое
communities-app-button = Открыть

### Pages

communities-error-not-member = Вы не состоите в этом сообществе. Вступить помогут администратор или приглашение.
communities-tabs = Разделы
communities-tab-today = Сегодня
communities-tab-courses = Курсы
communities-tab-profile = Профиль
communities-today = Сегодня
communities-about = О сообществе
communities-members = { $count ->
    [one] { $count } участник
    [few] { $count } участника
   *[many] { $count } участников
}
communities-go-on = Продолжить урок
communities-first-lesson = Начать первый урок
communities-today-empty-title = Здесь будет ваш день
communities-today-empty-text = Курсы и новости сообщества появятся, когда их опубликуют.
communities-today-done-title = Всё пройдено
communities-today-done-text = Новых уроков пока нет. Пройденные можно открыть ещё раз.
communities-all-courses = Все курсы
communities-more-courses = Ещё курсы
communities-my-points = Мои баллы
communities-level-points = Уровень { $level } · { $points ->
    [one] { $points } балл
    [few] { $points } балла
   *[many] { $points } баллов
}
communities-role = Ваша роль
communities-role-owner = Владелец
communities-role-admin = Администратор
communities-role-moderator = Модератор
communities-role-teacher = Преподаватель
communities-role-organiser = Организатор
communities-role-steward = Контролёр
communities-role-member = Участник
communities-role-guest = Гость
communities-role-custom = Особая роль
communities-since = С нами с { $date }
communities-landing-title = Платформа для сообществ в Telegram
communities-landing-text = Курсы с тестами, прогресс и баллы: всё открывается прямо в чате с ботом, без установки и паролей.
communities-landing-open = Открыть бота в Telegram
communities-landing-sandbox = Открыть песочницу
communities-landing-api = Описание API
