communities-menu =
    <b>{ $title }</b>
    Hello, { $name }. Choose where to start.
communities-hint =
    I can’t tell what that belongs to. Open the menu: /menu
communities-error-banned = You can’t enter this community.
communities-command-menu = Main menu
communities-command-help = What you can do here
communities-command-cancel = Close what is open
communities-app-button = Open

### Pages

communities-error-not-member = You’re not in this community. An admin or an invite can let you in.
communities-tabs = Sections
communities-tab-today = Today
communities-tab-courses = Courses
communities-tab-profile = Profile
communities-today = Today
communities-about = About the community
communities-members = { $count ->
    [one] { $count } member
   *[other] { $count } members
}
communities-go-on = Continue the lesson
communities-first-lesson = Start the first lesson
communities-today-empty-title = Your day will be here
communities-today-empty-text = The community’s courses and news appear once they are published.
communities-today-done-title = All done
communities-today-done-text = There are no new lessons yet. You can open the finished ones again.
communities-all-courses = All courses
communities-more-courses = More courses
communities-my-points = My points
communities-level-points = Level { $level } · { $points ->
    [one] { $points } point
   *[other] { $points } points
}
communities-role = Your role
communities-role-owner = Owner
communities-role-admin = Admin
communities-role-moderator = Moderator
communities-role-teacher = Teacher
communities-role-organiser = Organiser
communities-role-steward = Steward
communities-role-member = Member
communities-role-guest = Guest
communities-role-custom = Special role
communities-since = With us since { $date }
communities-landing-title = A platform for communities in Telegram
communities-landing-text = Courses with quizzes, progress and points: everything opens right in the chat with the bot, with nothing to install and no passwords.
communities-landing-open = Open the bot in Telegram
communities-landing-sandbox = Open the sandbox
communities-landing-api = API reference

### The bot

communities-error-owner-stays = An owner can’t leave: hand the community over first.
communities-error-invite-needed = You can join by invite only. Enter a code or open a link.
communities-error-already-member = You’re already in this community.
communities-error-refused-lately = Your request was declined recently. You can send another in a day.
communities-error-request-not-found = There is no such request.
communities-error-invite-not-found = There is no such invite. Check the code: twelve letters and digits.
communities-error-invite-over = This invite is no longer valid. Ask for a new one.
communities-error-role-too-high = You can only give roles with fewer rights than yours.
communities-error-outranked = This member has the same rights as you, or more.
communities-error-role-in-use = Somebody has this role. Give them another first.
communities-error-member-not-found = There is no such member here.
communities-error-taken = Already taken.
communities-error-key-taken = That address is taken. Choose another.
communities-error-key = An address has 3 to 32 letters a–z, digits and hyphens, and begins with a letter.
communities-error-title = A title has at most 128 characters.
communities-error-too-many = You already own as many communities as you can.
communities-error-expires-past = That time has passed.
communities-error-bad-token = Telegram doesn’t know this token. Copy all of it from @BotFather.
communities-error-bot-taken = This bot already works in another community.
communities-error-bot-not-found = There is no such bot here.
communities-error-chat-taken = This group is already connected to another community.
communities-error-not-chat-admin = Both you and the bot must be admins of that group.
communities-error-claim-over = This link is no longer valid. The server prints a new one when it starts.
communities-error-no-public-url = There is no public address: set PUBLIC_URL in the settings.
communities-link-unknown = This link leads nowhere. Check that all of it was copied.
communities-claimed = You’re now the admin of this platform and the community’s owner.
communities-welcome = Welcome to “{ $title }”
communities-card =
    <b>{ $title }</b>
    { $members }
    { $way }
communities-way-open = Anyone can join.
communities-way-request = People join by request: admins decide.
communities-way-invite = People join by invite: you need a code or a link.
communities-way-asked = Your request is sent. The answer will come here.
communities-way-banned = You can’t enter this community.
communities-join-button = Join
communities-ask-button = Ask to join
communities-code-button = Enter a code
communities-joined = You’re in
communities-asked = Request sent
communities-code =
    <b>Invite code</b>
    Send it as one message: twelve letters and digits.
communities-list-button = My communities
communities-list =
    <b>My communities</b>
    Now: { $title }
communities-create-button = Create a community
communities-new-title =
    <b>New community</b>
    What is it called? Send its title.
communities-new-key =
    <b>{ $title }</b>
    The link will be { $link }
    Keep it, or send another ending: letters a–z, digits, hyphens.
communities-keep-key-button = Keep it
communities-new-policy =
    <b>{ $title }</b>
    Who can join? After your answer the community is ready.
communities-policy-open = Anyone
communities-policy-request = By request
communities-policy-invite = By invite
communities-created = The community is ready
communities-command-admin = Manage the community
communities-admin-button = Manage the community
communities-admin =
    <b>Managing: { $title }</b>
    { communities-members }
communities-requests-button = Requests: { $requests }
communities-members-button = Members
communities-invites-button = Invites
communities-bots-button = Bots
communities-audit-button = Activity log
communities-invites =
    <b>Invites</b>
    Choose one to see its link and who joined.
communities-invites-empty =
    <b>Invites</b>
    Links that let people join will be here. There are none yet.
communities-invite-create-button = Create an invite
communities-invite-line = { $role } · { $uses } of { $limit }
communities-invite-line-endless = { $role } · used: { $uses }
communities-invite-line-over = { $role } · { $why }
communities-invite-active = active
communities-invite-expired = expired
communities-invite-revoked = revoked
communities-invite-exhausted = used up
communities-invite =
    <b>Invite: { $role }</b>
    Status: { $status }
    { $link }
    Code: <code>{ $code }</code>
    { $uses }. { $expires }.
    Joined with it: { $names }
communities-invite-uses = Used: { $uses } of { $limit }
communities-invite-uses-endless = Used: { $uses }, no limit
communities-invite-forever = No expiry date
communities-invite-until = Valid until { $moment }
communities-invite-nobody = nobody yet
communities-invite-qr-button = Show the QR code
communities-invite-revoke-button = Revoke the invite
communities-invite-revoked-toast = The invite is revoked
communities-invite-caption =
    An invite to print or show.
    { $link }
communities-invite-role =
    <b>New invite</b>
    Which role will people get?
communities-invite-limit =
    <b>New invite</b>
    How many people can use it?
communities-invite-people = { $count ->
    [0] No limit
    [one] { $count } person
   *[other] { $count } people
}
communities-invite-expiry =
    <b>New invite</b>
    How long is it valid?
communities-invite-days = { $count ->
    [0] No expiry
    [one] { $count } day
   *[other] { $count } days
}
communities-requests =
    <b>Requests</b>
    Choose one to review.
communities-requests-empty =
    <b>Requests</b>
    There are no new requests.
communities-request =
    <b>{ $name }</b>
    { $state }
communities-request-open = Asks to join, { $moment }
communities-request-approved = Approved by { $who }, { $moment }
communities-request-refused = Declined by { $who }, { $moment }
communities-approve-button = Approve
communities-refuse-button = Decline
communities-request-news =
    <b>{ $community }: request</b>
    { $name } asks to join
communities-request-approved-news =
    <b>{ $community }</b>
    Your request was approved. Open the menu to begin: /menu
communities-request-refused-news =
    <b>{ $community }</b>
    Your request was declined. You can send another in a day.
communities-members-list =
    <b>Members: { $title }</b>
    { communities-members }
communities-banned-button = Banned: { $banned }
communities-banned-list =
    <b>Banned: { $title }</b>
    These people can’t come in.
communities-member =
    <b>{ $name }</b>
    Role: { $role }
    { $status ->
        [banned] Banned
        [left] Has left the community
       *[active] Here since { $since }
    }
communities-role-button = Change the role
communities-ban-button = Ban
communities-unban-button = Lift the ban
communities-owner-button = Make owner
communities-member-role =
    <b>{ $name }</b>
    Which role?
communities-role-changed = Role changed
communities-ban =
    <b>Ban { $name }?</b>
    They lose their role, what they did stays. You can lift the ban later.
communities-banned = Member banned
communities-unbanned = Ban lifted
communities-owner =
    <b>Make { $name } the owner?</b>
    You become an admin. Only the new owner can give it back.
communities-handed-over = The community is handed over
communities-bots =
    <b>The community’s bots</b>
    Members talk to the community through them.
communities-bots-empty =
    <b>The community’s bots</b>
    Connect your own bot: members will see your name and picture.
communities-bot-connect-button = Connect a bot
communities-bot-connect =
    <b>Connecting a bot</b>
    Create a bot with @BotFather and send its token here.
    The message with the token vanishes from the chat at once.
communities-bot-connected =
    <b>@{ $username } is connected</b>
    It answers already. Nothing needs a restart.
communities-bot-delete-yourself = The message with the token couldn’t be removed. Delete it yourself.
communities-bot =
    <b>{ $name }</b>
    { $username }
    { $state }
communities-bot-active = Working
communities-bot-broken = Telegram no longer accepts its token. Connect the bot again.
communities-bot-remove-button = Remove the bot
communities-chat-offer =
    <b>{ $chat }</b>
    Connect it to a community? Members can use the community there too.
communities-chat-offer-button = Connect to “{ $community }”
communities-chat-connected = “{ $chat }” now belongs to “{ $community }”
communities-audit =
    <b>Activity log</b>
    { $lines }
communities-audit-empty =
    <b>Activity log</b>
    Who changed what will be here.
communities-audit-newest-button = Newest
communities-audit-older-button = Older
communities-audit-nobody = Server
communities-audit-line = { $moment } · { $who }: { $what }
communities-audit-community-created = community created
communities-audit-community-handed-over = community handed over
communities-audit-platform-claimed = became platform admin
communities-audit-invite-created = invite created
communities-audit-invite-revoked = invite revoked
communities-audit-invite-used = joined by invite
communities-audit-request-approved = request approved
communities-audit-request-refused = request declined
communities-audit-member-left = left the community
communities-audit-member-banned = member banned
communities-audit-member-unbanned = ban lifted
communities-audit-member-role-changed = role changed
communities-audit-role-created = role created
communities-audit-role-deleted = role deleted
communities-audit-bot-connected = bot connected
communities-audit-bot-removed = bot removed
communities-audit-chat-connected = group connected
