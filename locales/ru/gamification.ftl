gamification-level-1 = Новичок
gamification-level-2 = Участник
gamification-level-3 = Знаток
gamification-level-4 = Умелец
gamification-level-5 = Мастер
gamification-level-6 = Эксперт
gamification-level-7 = Наставник
gamification-level-8 = Гуру
gamification-level-9 = Легенда
gamification-level-reached =
    <b>Новый уровень: { $level }, { $title }</b>
    Вы заслужили его в сообществе «{ $community }».
