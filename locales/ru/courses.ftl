courses-menu-button = Курсы
courses-resume-button = Продолжить: { $course_title }
courses-command-courses = Курсы и ваш прогресс
courses-unknown =
    Такого курса здесь нет: ссылка устарела или курс закрыли.
    Вот меню, в нём все курсы, которые открыты для вас.

courses-catalogue =
    <b>Курсы</b>
    Выберите курс. Прогресс сохраняется, вернуться можно в любой день.
courses-catalogue-empty =
    <b>Курсы</b>
    Здесь появятся курсы сообщества. Пока их нет.
courses-item-begun = { $title } · { $percent } %
courses-item-finished = { $title } · пройден

courses-course = <b>{ $title }</b>
courses-course-summary = { $summary }
courses-course-empty = Уроков пока нет, они появятся здесь.
courses-course-new =
    { $total ->
        [one] { $total } урок
        [few] { $total } урока
       *[many] { $total } уроков
    }, { $minutes_left ->
        [one] { $minutes_left } минута
        [few] { $minutes_left } минуты
       *[many] { $minutes_left } минут
    }.
    Первый: «{ $next_title }».
courses-course-begun =
    { $done ->
        [one] Пройден { $done } урок из { $total }
        [few] Пройдено { $done } урока из { $total }
       *[many] Пройдено { $done } уроков из { $total }
    }
    { $bar } { $percent } %
    Дальше: «{ $next_title }», { $next_minutes ->
        [one] { $next_minutes } минута
        [few] { $next_minutes } минуты
       *[many] { $next_minutes } минут
    }.
courses-course-finished =
    Курс пройден, уроки остаются с вами.
    { $bar } { $percent } %
courses-begin-button = Начать курс
courses-continue-button = Продолжить урок { $next_position }
courses-lessons-button = Все уроки
courses-share-button = Поделиться
courses-share = Курс «{ $title }»
courses-share-finished = Курс «{ $title }» пройден целиком. Советую
courses-share-result = «{ $title }»: в тесте { $right } из { $total }. Попробуете?
courses-progress =
    { $done ->
        [one] Пройден { $done } урок из { $total }
        [few] Пройдено { $done } урока из { $total }
       *[many] Пройдено { $done } уроков из { $total }
    }

courses-lessons = <b>{ $title }</b>
courses-module = <b>{ $title }</b>
courses-line-done = ✓ { $position }. { $title }, { $minutes } мин
courses-line-open = ▸ { $position }. { $title }, { $minutes } мин
courses-line-locked = ○ { $position }. { $title }, { $minutes } мин

courses-lesson =
    <b>{ $title }</b>
    Урок { $position } из { $total }, { $minutes ->
        [one] { $minutes } минута
        [few] { $minutes } минуты
       *[many] { $minutes } минут
    }
courses-later-button = Дальше
courses-quiz-button = Пройти тест
courses-complete-button = Завершить урок
courses-next-button = Открыть следующий урок
courses-leave-button = К курсу
courses-lesson-button = К уроку
courses-finished =
    <b>Курс «{ $title }» пройден</b>
    { $total ->
        [one] Позади { $total } урок
        [few] Позади { $total } урока
       *[many] Позади { $total } уроков
    }, и вы дошли до конца. 🎉
    Уроки остаются с вами: к любому можно вернуться.

courses-question =
    <b>Вопрос { $number } из { $total }</b>
    { $text }
courses-question-multiple = Отметьте все верные ответы и нажмите «Ответить».
courses-question-none =
    <b>Вопросов больше нет</b>
    На все вопросы ответ уже дан.
courses-answer-button = Ответить
courses-answer-right =
    <b>Верно</b>
    { $text }
    Ваш ответ: { $chosen }
courses-answer-wrong =
    <b>Неверно</b>
    { $text }
    Ваш ответ: { $chosen }
    Правильный: { $right }
courses-answer-explanation = { $explanation }
courses-next-question-button = Следующий вопрос
courses-result-button = Показать результат
courses-result-passed =
    <b>Тест пройден: { $right } из { $total }</b>
    «{ $title }»
    Осталось завершить урок.
courses-result-done =
    <b>Тест пройден: { $right } из { $total }</b>
    «{ $title }»
    Этот урок у вас уже завершён.
courses-result-failed =
    <b>Пока не пройден: { $right } из { $total }</b>
    «{ $title }»
    Нужно { $pass_percent } %, сейчас { $percent } %. Попыток сколько угодно.
courses-retry-button = Попробовать ещё раз

courses-error-locked = Сначала пройдите урок «{ $title }».
courses-error-quiz-not-passed = Сначала пройдите тест этого урока.
courses-error-quiz-not-begun = Эта попытка закончена. Начните тест заново.

### Pages

courses-page-title = Курсы
courses-page-empty-title = Курсов пока нет
courses-page-empty-text = Здесь появятся курсы сообщества, как только их опубликуют.
courses-page-lessons = { $count ->
    [one] { $count } урок
    [few] { $count } урока
   *[many] { $count } уроков
}
courses-page-minutes = { $count ->
    [one] { $count } минута
    [few] { $count } минуты
   *[many] { $count } минут
}
courses-page-size = { courses-page-lessons } · { $minutes ->
    [one] { $minutes } минута
    [few] { $minutes } минуты
   *[many] { $minutes } минут
}
courses-page-left = { $minutes ->
    [one] Осталась { $minutes } минута
    [few] Осталось { $minutes } минуты
   *[many] Осталось { $minutes } минут
}
courses-page-percent = Пройдено { $percent } %
courses-page-finished = Пройден
courses-page-lesson-of = { $course } · урок { $position } из { $total }
courses-page-done = { $done ->
    [one] Пройден { $done } урок из { $total }
    [few] Пройдено { $done } урока из { $total }
   *[many] Пройдено { $done } уроков из { $total }
}
courses-page-done-all = Курс пройден
courses-page-remaining = { $count ->
    [one] Остался { $count } урок
    [few] Осталось { $count } урока
   *[many] Осталось { $count } уроков
}
courses-page-come-back = Уроки остаются открытыми
courses-page-module = Модуль { $number }. { $title }
courses-page-opens-after = Откроется после урока { $position }
courses-page-lesson-done = Урок пройден
courses-page-lesson-now = Текущий урок
courses-page-with-quiz = { $minutes ->
    [one] { $minutes } минута · тест
    [few] { $minutes } минуты · тест
   *[many] { $minutes } минут · тест
}
courses-page-locked = Урок пока закрыт
courses-page-begin = Начать курс
courses-page-continue = Продолжить урок { $position }
courses-page-again = Открыть первый урок
courses-page-lesson-line = Урок { $position } из { $total } · { $minutes ->
    [one] { $minutes } минута
    [few] { $minutes } минуты
   *[many] { $minutes } минут
}
courses-page-complete = Завершить урок
courses-page-take-quiz = Пройти тест
courses-page-next-lesson = Следующий урок
courses-page-to-course = К курсу
courses-page-congratulations = Курс пройден до конца
courses-page-quiz = Тест
courses-page-quiz-questions = { $count ->
    [one] Тест: { $count } вопрос
    [few] Тест: { $count } вопроса
   *[many] Тест: { $count } вопросов
}
courses-page-quiz-need = Чтобы пройти, ответьте верно на { $percent } %
courses-page-quiz-passed = Пройден
courses-page-quiz-intro = После каждого ответа будет разбор. Попыток сколько угодно, засчитывается лучшая.
courses-page-quiz-begin = Начать тест
courses-page-quiz-question = Вопрос { $number } из { $total }
courses-page-quiz-single = Один ответ. Разбор появится сразу после проверки.
courses-page-quiz-multiple = Можно выбрать несколько. Разбор появится сразу после проверки.
courses-page-quiz-check = Проверить ответ
courses-page-quiz-next = Следующий вопрос
courses-page-quiz-result = Узнать результат
courses-page-quiz-right = Верно
courses-page-quiz-wrong = Неверно
courses-page-quiz-was-right = Верный ответ
courses-page-quiz-was-yours = Ваш ответ
courses-page-quiz-good = Тест пройден
courses-page-quiz-good-text = Верных ответов: { $right } из { $total }, это { $percent } %.
courses-page-quiz-bad = Пока не хватило
courses-page-quiz-bad-text = Верных ответов: { $right } из { $total }, нужно { $need } %. Перечитайте урок и попробуйте ещё раз.
courses-page-quiz-retry = Пройти ещё раз
courses-page-extras = К уроку
