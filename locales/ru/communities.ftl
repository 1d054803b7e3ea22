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
