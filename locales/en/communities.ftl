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
