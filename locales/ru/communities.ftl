communities-menu =
    <b>{ $title }</b>
    Здравствуйте, { $name }. Выберите, с чего начать.
communities-hint =
    Не понимаю, к чему это. Откройте меню: /menu
communities-error-banned = Вход в это сообщество для вас закрыт.
communities-command-menu = Главное меню
communities-command-help = Что здесь можно
communities-command-cancel = Закрыть начатое
communities-app-button = Открыть

### Pages

communities-error-not-member = Вы не состоите в этом сообществе. Вступить помогут администратор или приглашение.
communities-tabs = Разделы
communities-tab-today = Сегодня
communities-tab-courses = Курсы
communities-tab-profile = Профиль
communities-today = Сегодня
communities-about = О сообществе
communities-members = { $count ->
    [one] { $count } участник
    [few] { $count } участника
   *[many] { $count } участников
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
    [one] { $points } балл
    [few] { $points } балла
   *[many] { $points } баллов
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
communities-since = С нами с { $date }
communities-landing-title = Платформа для сообществ в Telegram
communities-landing-text = Курсы с тестами, прогресс и баллы: всё открывается прямо в чате с ботом, без установки и паролей.
communities-landing-open = Открыть бота в Telegram
communities-landing-sandbox = Открыть песочницу
communities-landing-api = Описание API

### The bot

communities-error-owner-stays = Владелец не может уйти: сначала передайте сообщество другому.
communities-error-invite-needed = Сюда вступают только по приглашению. Введите код или откройте ссылку.
communities-error-already-member = Вы уже состоите в этом сообществе.
communities-error-refused-lately = Заявку недавно отклонили. Новую можно отправить через день.
communities-error-request-not-found = Такой заявки нет.
communities-error-invite-not-found = Такого приглашения нет. Проверьте код: двенадцать латинских букв и цифр.
communities-error-invite-over = Это приглашение больше не действует. Попросите новое.
communities-error-role-too-high = Можно давать только те роли, у которых прав меньше, чем у вас.
communities-error-outranked = У этого участника не меньше прав, чем у вас.
communities-error-role-in-use = Эта роль у кого-то есть. Сначала дайте этим людям другую.
communities-error-member-not-found = Такого участника здесь нет.
communities-error-taken = Уже занято.
communities-error-key-taken = Этот адрес занят. Придумайте другой.
communities-error-key = Адрес состоит из латинских букв, цифр и дефисов, от 3 до 32 знаков, и начинается с буквы.
communities-error-title = Название должно быть не длиннее 128 знаков.
communities-error-too-many = У вас уже столько сообществ, сколько можно.
communities-error-expires-past = Этот срок уже прошёл.
communities-error-bad-token = Telegram не знает такого токена. Скопируйте его у @BotFather целиком.
communities-error-bot-taken = Этот бот уже работает в другом сообществе.
communities-error-bot-not-found = Такого бота здесь нет.
communities-error-chat-taken = Эта группа уже подключена к другому сообществу.
communities-error-not-chat-admin = Нужно, чтобы и вы, и бот были администраторами этой группы.
communities-error-claim-over = Эта ссылка больше не действует. Новую печатает сервер при запуске.
communities-error-no-public-url = Публичный адрес не задан: укажите PUBLIC_URL в настройках.
communities-link-unknown = Эта ссылка никуда не ведёт. Проверьте, целиком ли она скопирована.
communities-claimed = Теперь вы администратор этой платформы и владелец сообщества.
communities-welcome = Добро пожаловать в «{ $title }»
communities-card =
    <b>{ $title }</b>
    { $members }
    { $way }
communities-way-open = Вступить может каждый.
communities-way-request = Вступают по заявке: её рассмотрят администраторы.
communities-way-invite = Вступают по приглашению: нужен код или ссылка.
communities-way-asked = Заявка отправлена. Ответ придёт сюда.
communities-way-banned = Вход в это сообщество для вас закрыт.
communities-join-button = Вступить
communities-ask-button = Подать заявку
communities-code-button = Ввести код
communities-joined = Вы вступили
communities-asked = Заявка отправлена
communities-code =
    <b>Код приглашения</b>
    Пришлите его одним сообщением: двенадцать латинских букв и цифр.
communities-list-button = Мои сообщества
communities-list =
    <b>Мои сообщества</b>
    Сейчас: { $title }
communities-create-button = Создать сообщество
communities-new-title =
    <b>Новое сообщество</b>
    Как оно называется? Пришлите название.
communities-new-key =
    <b>{ $title }</b>
    Ссылка будет такой: { $link }
    Оставьте её или пришлите другое окончание: латинские буквы, цифры, дефис.
communities-keep-key-button = Оставить так
communities-new-policy =
    <b>{ $title }</b>
    Кто может вступить? После ответа сообщество готово.
communities-policy-open = Каждый
communities-policy-request = По заявке
communities-policy-invite = По приглашению
communities-created = Сообщество готово
communities-command-admin = Управление сообществом
communities-admin-button = Управлять сообществом
communities-admin =
    <b>Управление: { $title }</b>
    { communities-members }
communities-requests-button = Заявки: { $requests }
communities-members-button = Участники
communities-invites-button = Приглашения
communities-bots-button = Боты
communities-audit-button = Журнал
communities-invites =
    <b>Приглашения</b>
    Выберите, чтобы увидеть ссылку и кто пришёл.
communities-invites-empty =
    <b>Приглашения</b>
    Здесь будут ссылки, по которым люди вступают. Пока нет ни одной.
communities-invite-create-button = Создать приглашение
communities-invite-line = { $role } · { $uses } из { $limit }
communities-invite-line-endless = { $role } · пришли: { $uses }
communities-invite-line-over = { $role } · { $why }
communities-invite-active = действует
communities-invite-expired = срок вышел
communities-invite-revoked = отозвано
communities-invite-exhausted = исчерпано
communities-invite =
    <b>Приглашение: { $role }</b>
    Состояние: { $status }
    { $link }
    Код: <code>{ $code }</code>
    { $uses }. { $expires }.
    По нему пришли: { $names }
communities-invite-uses = Использовано: { $uses } из { $limit }
communities-invite-uses-endless = Использовано: { $uses }, без предела
communities-invite-forever = Срок не ограничен
communities-invite-until = Действует до { $moment }
communities-invite-nobody = пока никто
communities-invite-qr-button = Показать QR-код
communities-invite-revoke-button = Отозвать приглашение
communities-invite-revoked-toast = Приглашение отозвано
communities-invite-caption =
    Приглашение для печати или показа.
    { $link }
communities-invite-role =
    <b>Новое приглашение</b>
    Кем станут те, кто придёт?
communities-invite-limit =
    <b>Новое приглашение</b>
    Сколько человек могут прийти?
communities-invite-people = { $count ->
    [0] Без предела
    [one] { $count } человек
    [few] { $count } человека
   *[many] { $count } человек
}
communities-invite-expiry =
    <b>Новое приглашение</b>
    Сколько оно действует?
communities-invite-days = { $count ->
    [0] Всегда
    [one] { $count } день
    [few] { $count } дня
   *[many] { $count } дней
}
communities-requests =
    <b>Заявки</b>
    Выберите, чью рассмотреть.
communities-requests-empty =
    <b>Заявки</b>
    Новых заявок нет.
communities-request =
    <b>{ $name }</b>
    { $state }
communities-request-open = Заявка на вступление, { $moment }
communities-request-approved = Решение: принять. { $who }, { $moment }
communities-request-refused = Решение: отклонить. { $who }, { $moment }
communities-approve-button = Принять
communities-refuse-button = Отклонить
communities-request-news =
    <b>{ $community }: заявка</b>
    Хочет вступить: { $name }
communities-request-approved-news =
    <b>{ $community }</b>
    Заявка принята. Откройте меню, чтобы начать: /menu
communities-request-refused-news =
    <b>{ $community }</b>
    Заявку отклонили. Новую можно отправить через день.
communities-members-list =
    <b>Участники: { $title }</b>
    { communities-members }
communities-banned-button = Закрыт вход: { $banned }
communities-banned-list =
    <b>Закрыт вход: { $title }</b>
    Здесь те, кто не может войти.
communities-member =
    <b>{ $name }</b>
    Роль: { $role }
    { $status ->
        [banned] Вход закрыт
        [left] Сейчас не в сообществе
       *[active] Участвует с { $since }
    }
communities-role-button = Сменить роль
communities-ban-button = Закрыть вход
communities-unban-button = Снова открыть вход
communities-owner-button = Передать права
communities-member-role =
    <b>{ $name }</b>
    Какую роль дать?
communities-role-changed = Роль изменена
communities-ban =
    <b>Закрыть вход: { $name }?</b>
    Роль пропадёт, сделанное останется. Вход можно открыть снова.
communities-banned = Вход закрыт
communities-unbanned = Вход снова открыт
communities-owner =
    <b>Новый владелец: { $name }?</b>
    Вы станете администратором. Вернуть права сможет только новый владелец.
communities-handed-over = Сообщество передано
communities-bots =
    <b>Боты сообщества</b>
    Через них участники говорят с сообществом.
communities-bots-empty =
    <b>Боты сообщества</b>
    Подключите своего бота: участники увидят ваше имя и вашу картинку.
communities-bot-connect-button = Подключить бота
communities-bot-connect =
    <b>Подключение бота</b>
    Создайте бота у @BotFather и пришлите сюда его токен.
    Сообщение с токеном сразу исчезнет из чата.
communities-bot-connected =
    <b>@{ $username } подключён</b>
    Он уже отвечает. Ничего перезапускать не нужно.
communities-bot-delete-yourself = Не получилось убрать сообщение с токеном. Удалите его сами.
communities-bot =
    <b>{ $name }</b>
    { $username }
    { $state }
communities-bot-active = Работает
communities-bot-broken = Telegram больше не принимает его токен. Подключите бота заново.
communities-bot-remove-button = Отключить бота
communities-chat-offer =
    <b>{ $chat }</b>
    Подключить к сообществу? Участники смогут пользоваться им и там.
communities-chat-offer-button = Подключить к «{ $community }»
communities-chat-connected = «{ $chat }» теперь в сообществе «{ $community }»
communities-audit =
    <b>Журнал</b>
    { $lines }
communities-audit-empty =
    <b>Журнал</b>
    Здесь появится, кто что изменил.
communities-audit-newest-button = К началу
communities-audit-older-button = Раньше
communities-audit-nobody = Сервер
communities-audit-line = { $moment } · { $who }: { $what }
communities-audit-community-created = создано сообщество
communities-audit-community-handed-over = передано сообщество
communities-audit-platform-claimed = получены права администратора платформы
communities-audit-invite-created = создано приглашение
communities-audit-invite-revoked = отозвано приглашение
communities-audit-invite-used = вход по приглашению
communities-audit-request-approved = принята заявка
communities-audit-request-refused = отклонена заявка
communities-audit-member-left = уход из сообщества
communities-audit-member-banned = закрыт вход участнику
communities-audit-member-unbanned = снова открыт вход участнику
communities-audit-member-role-changed = изменена роль
communities-audit-role-created = создана роль
communities-audit-role-deleted = удалена роль
communities-audit-bot-connected = подключён бот
communities-audit-bot-removed = отключён бот
communities-audit-chat-connected = подключена группа
