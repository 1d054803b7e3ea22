gamification-level-1 = Newcomer
gamification-level-2 = Regular
gamification-level-3 = Enthusiast
gamification-level-4 = Adept
gamification-level-5 = Master
gamification-level-6 = Expert
gamification-level-7 = Mentor
gamification-level-8 = Guru
gamification-level-9 = Legend
gamification-level-reached =
    <b>New level: { $level }, { $title }</b>
    You earned it in “{ $community }”.
