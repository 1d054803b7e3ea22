communities-menu =
    <b>{ $title }</b>
    Hello, { $name }. Choose where to start.
communities-hint =
    I don’t see what that belongs to. Open the menu: /menu
communities-error-banned = You can’t enter this community.
communities-command-menu = Main menu
communities-command-help = What one can do here
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
